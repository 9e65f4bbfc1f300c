import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from '../process-table.mjs';

const POLL_MS = 50;
/** Fast shutdown writes a checkpoint. After this limit, immediate shutdown and crash recovery at the next start are faster. */
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

const isAlive = (pid: number): boolean => startTimeOf(pid) !== null;

/** Ends a postmaster: fast shutdown, then immediate, then SIGKILL. Resolves once it has ended. */
export async function endPostmaster(pid: number, hasEnded: () => boolean = () => !isAlive(pid)): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
  ];
  for (const [signal, limitMs] of steps) {
    if (hasEnded()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = Date.now() + limitMs;
    while (!hasEnded() && Date.now() < deadline) await sleep(POLL_MS);
  }
}

/**
 * Ends the PostgreSQL of a killed installation in `dataDir` and removes postmaster.pid. PostgreSQL itself would mistake a
 * reused process id, or a zombie, for a running server; against backends that outlive their postmaster it has a second
 * guard, the shared memory named after the folder. The caller must hold the data folder's lock: a PostgreSQL that runs here
 * then belongs to no running installation.
 */
export async function clearOrphan(dataDir: string): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  if (isAlive(pid) && isPostmasterOf(pid, dataDir)) await endPostmaster(pid);
  fs.rmSync(file, { force: true });
}

function isPostmasterOf(pid: number, dataDir: string): boolean {
  if (process.platform === 'linux') {
    try {
      const program = path.basename(fs.readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
      return program === 'postgres' && fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(dataDir);
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes('postgres') && stdout.includes(dataDir);
}
