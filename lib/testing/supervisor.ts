import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { bundleOptions } from '@/server/build.mjs';
import { WAIT_LIMIT } from './limits';

/** A supervisor with its processes, started from the sources of this checkout. */
export type StartedSupervisor = {
  process: ChildProcess;
  port: number;
  output: () => string;
  /** Process ids by name, in the order of their start. Empty where none runs at the moment. */
  pids: (name: 'web' | 'worker') => Promise<number[]>;
  /** Resolves to its exit code. */
  ended: Promise<number | null>;
};

type Start = (settings: Record<string, string>) => Promise<StartedSupervisor>;

/**
 * Builds supervisor, web server and worker for the file's tests. Returns a function that starts a supervisor on the file's
 * database and resolves when all of its processes are ready. What still runs after a test is killed.
 */
export function useSupervisor(): Start {
  let folder: string;
  const started: StartedSupervisor[] = [];
  beforeAll(async () => {
    // Inside the project, so that the bundles can import packages.
    await fs.mkdir('.build', { recursive: true });
    folder = await fs.mkdtemp(path.resolve('.build/supervisor-test-'));
    const entryPoints = {
      supervisor: 'server/supervisor/supervise.ts',
      web: 'server/web/main.ts',
      console: 'server/web/console-main.ts',
      worker: 'server/worker/main.ts',
    };
    await build({ ...(bundleOptions as object), entryPoints, outdir: folder });
  });
  afterEach(async () => {
    for (const supervisor of started.splice(0)) {
      // First the supervisor, which would restart the others.
      const pids = [...(await supervisor.pids('web')), ...(await supervisor.pids('worker'))];
      for (const pid of [supervisor.process.pid ?? 0, ...pids]) kill(pid);
      await supervisor.ended;
    }
  });
  afterAll(() => fs.rm(folder, { recursive: true, force: true }));

  return async (settings) => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', `(await import('${folder}/supervisor.mjs')).supervise()`],
      {
        env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn', ...settings },
        stdio: ['ignore', 'pipe', 'pipe'],
        // In its own process group, as in a terminal.
        detached: true,
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const pids = (name: string) => childrenOf(child.pid ?? 0, `${name}.mjs`);
    const supervisor: StartedSupervisor = { process: child, port, output: () => output, pids, ended };
    started.push(supervisor);
    await vi.waitFor(() => {
      if (!output.includes('Stop it with Ctrl-C')) throw new Error(`not ready: ${output}`);
    }, WAIT_LIMIT);
    return supervisor;
  };
}

/** Ids of the running children of `parent` whose command line contains `part`. */
async function childrenOf(parent: number, part: string): Promise<number[]> {
  const { stdout } = spawn('ps', ['-axo', 'pid=,ppid=,stat=,args='], { stdio: ['ignore', 'pipe', 'inherit'] });
  let table = '';
  for await (const chunk of stdout) table += chunk;
  return table.split('\n').flatMap((line) => {
    const [pid, ppid, state = '', ...args] = line.trim().split(/\s+/);
    const isChild = Number(ppid) === parent && !state.startsWith('Z') && args.join(' ').includes(part);
    return isChild ? [Number(pid)] : [];
  });
}

function kill(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // Already ended.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
