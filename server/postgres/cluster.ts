import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { AppError } from '@/lib/base/errors';
import type { Binaries } from './binaries';
import type { RunAs } from './run-as';

/** Name of the database's superuser. */
export const USER = 'postern';
const PASSWORD_BYTES = 24;

/** The files of one bundled PostgreSQL, and how its programs are started. */
export type Cluster = { dataDir: string; passwordFile: string; logFile: string; binaries: Binaries; as: RunAs };

/** Throws `invalid_configuration` with the reason when the programs cannot run on this machine. */
export function requireRunnable(cluster: Cluster): void {
  const { status, stderr, error } = run(cluster, cluster.binaries.postgres, ['--version']);
  if (status === 0) return;
  const reason = (error?.message ?? stderr).trim().split('\n')[0] || 'it ended at once';
  throw cannotStart(`${reason}. On a system without glibc, or with a library missing, set DATABASE_URL instead.`);
}

/** Creates the data folder under a temporary name and renames it when complete, so that it is never partial. */
export function createCluster(cluster: Cluster): void {
  const fresh = `${cluster.dataDir}.new`;
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { mode: 0o700 });
  fs.rmSync(cluster.passwordFile, { force: true });
  fs.writeFileSync(cluster.passwordFile, `${randomBytes(PASSWORD_BYTES).toString('hex')}\n`, { mode: 0o600 });
  if (cluster.as.owner) {
    for (const file of [fresh, cluster.passwordFile]) fs.chownSync(file, cluster.as.owner.uid, cluster.as.owner.gid);
  }
  // PostgreSQL's built-in C.UTF-8 needs no locale of the system, so the files can move between systems.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${cluster.passwordFile}`];
  const { status, stderr, error } = run(cluster, cluster.binaries.initdb, [`--pgdata=${fresh}`, ...locale, ...access]);
  if (status !== 0) {
    fs.rmSync(fresh, { recursive: true, force: true });
    throw cannotStart(error?.message ?? errorLineOf(stderr));
  }
  fs.renameSync(fresh, cluster.dataDir);
}

/** Restores the owner and mode that PostgreSQL requires and that copies and backups lose. */
export function prepareFiles(cluster: Cluster): void {
  if (!fs.existsSync(cluster.passwordFile)) {
    throw cannotStart(`its password file ${cluster.passwordFile} is missing: restore it together with the data`);
  }
  const { owner } = cluster.as;
  if (owner && fs.statSync(cluster.dataDir).uid !== owner.uid) {
    spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, cluster.dataDir, cluster.passwordFile]);
  }
  try {
    fs.chmodSync(cluster.dataDir, 0o700);
  } catch {
    throw cannotStart(`${cluster.dataDir} belongs to another user. Start Postern as that user, or as root`);
  }
  if (fs.existsSync(cluster.logFile)) fs.renameSync(cluster.logFile, `${cluster.logFile}.1`);
}

function run(cluster: Cluster, program: string, args: string[]) {
  const [command = '', ...rest] = [...cluster.as.prefix, program, ...args];
  return spawnSync(command, rest, { encoding: 'utf8', env: bareEnvironment(), cwd: '/' });
}

/** An environment without Postern's settings and without PG* variables, which would change PostgreSQL's behavior. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', NODE_ENV: 'production' };
}

/** Responses to clients that connected too early. Servers that start or recover log many of them. */
const TOO_EARLY = /FATAL:\s+the database system is /;
const LOG_TAIL_BYTES = 64 * 1024;

/** Returns the line of a server's log that names why it crashed, without its prefix; null when there is none. */
export function crashLineOf(log: string): string | null {
  const lines = log.split('\n').reverse();
  const line = [/PANIC:/, /No space left on device/]
    .map((cause) => lines.find((text) => cause.test(text)))
    .find(Boolean);
  return line ? withoutPrefix(line) : null;
}

/** Returns the end of a server's log; empty when it cannot be read. */
export function logTail({ logFile }: Pick<Cluster, 'logFile'>): string {
  try {
    const file = fs.openSync(logFile, 'r');
    try {
      const start = Math.max(fs.fstatSync(file).size - LOG_TAIL_BYTES, 0);
      const bytes = Buffer.alloc(LOG_TAIL_BYTES);
      return bytes.toString('utf8', 0, fs.readSync(file, bytes, 0, LOG_TAIL_BYTES, start));
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return '';
  }
}

/** Returns the line with the error from a log or from initdb's output, without its prefix. */
export function errorLineOf(output: string): string {
  const lines = output.trim().split('\n');
  const errorLine =
    lines.find((line) => /FATAL|PANIC|error:/.test(line) && !TOO_EARLY.test(line)) ?? lines.at(-1) ?? '';
  return crashLineOf(output) ?? (withoutPrefix(errorLine) || 'it ended without an error message');
}

function withoutPrefix(line: string): string {
  return line.replace(/^.*?(FATAL|PANIC|ERROR|LOG|error):\s*/, '');
}

/** An error in one line for the operator. */
export function cannotStart(reason: string): AppError {
  return new AppError('invalid_configuration', `The bundled PostgreSQL cannot start: ${reason}`);
}
