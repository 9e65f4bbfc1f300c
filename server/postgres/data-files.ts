import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { AppError } from '@/lib/base/errors';
import type { Binaries } from './binaries';
import type { RunAs } from './run-as';

/** Name of the database's superuser. */
export const USER = 'postern';
const PASSWORD_BYTES = 24;

/** Where one bundled PostgreSQL lives and how its programs are started. */
export type Place = { dataDir: string; passwordFile: string; logFile: string; binaries: Binaries; as: RunAs };

/** Throws with the reason when the programs do not run on this machine at all. */
export function requireRunnable(place: Place): void {
  const { status, stderr, error } = run(place, place.binaries.postgres, ['--version']);
  if (status === 0) return;
  const reason = (error?.message ?? stderr).trim().split('\n')[0] || 'it ended at once';
  throw cannotStart(`${reason}. On a system without glibc, or with a library missing, set DATABASE_URL instead.`);
}

/** Made beside its place and moved there when complete, so that a half-made database is never taken for one. */
export function initialise(place: Place): void {
  const fresh = `${place.dataDir}.new`;
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { mode: 0o700 });
  fs.rmSync(place.passwordFile, { force: true });
  fs.writeFileSync(place.passwordFile, `${randomBytes(PASSWORD_BYTES).toString('hex')}\n`, { mode: 0o600 });
  if (place.as.owner) {
    for (const file of [fresh, place.passwordFile]) fs.chownSync(file, place.as.owner.uid, place.as.owner.gid);
  }
  // PostgreSQL's own C.UTF-8: needs no locale of the system, and files can move between systems.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${place.passwordFile}`];
  const { status, stderr, error } = run(place, place.binaries.initdb, [`--pgdata=${fresh}`, ...locale, ...access]);
  if (status !== 0) {
    fs.rmSync(fresh, { recursive: true, force: true });
    throw cannotStart(error?.message ?? lastComplaint(stderr));
  }
  fs.renameSync(fresh, place.dataDir);
}

/** Copies and backups lose owners and modes, which PostgreSQL insists on. */
export function prepareFiles(place: Place): void {
  if (!fs.existsSync(place.passwordFile)) {
    throw cannotStart(`its password file ${place.passwordFile} is missing: restore it together with the data`);
  }
  const { owner } = place.as;
  if (owner && fs.statSync(place.dataDir).uid !== owner.uid) {
    spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, place.dataDir, place.passwordFile]);
  }
  try {
    fs.chmodSync(place.dataDir, 0o700);
  } catch {
    throw cannotStart(`${place.dataDir} belongs to another user. Start Postern as that user, or as root`);
  }
  if (fs.existsSync(place.logFile)) fs.renameSync(place.logFile, `${place.logFile}.1`);
}

function run(place: Place, program: string, args: string[]) {
  const [command = '', ...rest] = [...place.as.prefix, program, ...args];
  return spawnSync(command, rest, { encoding: 'utf8', env: bareEnvironment(), cwd: '/' });
}

/** PostgreSQL has no business with our settings, and must not be swayed by PG* variables. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', NODE_ENV: 'production' };
}

/** The line of a log or of initdb's output that says why. */
export function lastComplaint(output: string): string {
  const lines = output.trim().split('\n');
  const complaint = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? '';
  return complaint.replace(/^.*?(FATAL|PANIC|error):\s*/, '') || 'it ended without saying why';
}

/** One line for the person who starts Postern. */
export function cannotStart(reason: string): AppError {
  return new AppError('invalid_configuration', `The bundled PostgreSQL cannot start: ${reason}`);
}
