import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/base/errors';
import type { Binaries } from './binaries';

/** The system user created when there is no "postgres". */
const OWN_USER = 'postern';
/** Bits of CapPrm in /proc/self/status that allow traversing any folder, the weaker capability first. */
const TRAVERSAL_CAPABILITIES = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
];

type User = { uid: number; gid: number };

/** How PostgreSQL's programs are started: the prefix of their command line, and the owner of their files. */
export type RunAs = { prefix: string[]; owner: User | null };

/**
 * PostgreSQL refuses to run as root. Started by root, it runs as the owner of existing data, as user "postgres", or as a
 * system user created here. When that user cannot traverse the parent folders (a checkout in /root), the process gets the
 * one capability for it. On Linux it also gets SIGTERM (finish open sessions, then stop) when the parent dies, so that it is
 * never orphaned.
 */
export function runAs(dataDir: string, binaries: Binaries): RunAs {
  const setpriv = setprivWithDeathSignal();
  const deathSignal = setpriv ? [setpriv, '--pdeathsig', 'TERM'] : [];
  if (process.getuid?.() !== 0) return { prefix: setpriv ? [...deathSignal, '--'] : [], owner: null };
  if (!setpriv) throw asRootImpossible('the program "setpriv" (Debian package util-linux) is missing');
  const owner = ownerOfData(dataDir) ?? findUser('postgres') ?? findUser(OWN_USER) ?? createUser();
  allowTraversal(path.dirname(dataDir), owner);
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const reachable = [path.dirname(dataDir), binaries.postgres].every((file) => canReach(file, owner));
  const prefix = [...deathSignal, ...identity, ...(reachable ? [] : traversalCapability()), '--'];
  return { prefix, owner };
}

function asRootImpossible(reason: string): AppError {
  return new AppError(
    'invalid_configuration',
    `PostgreSQL does not run as root, and ${reason}. Start Postern as an ordinary user, put the checkout and POSTERN_DATA_DIR outside /root, or set DATABASE_URL.`,
  );
}

/** Path of util-linux's setpriv if it can set the parent-death signal (since 2.33; busybox's cannot). */
function setprivWithDeathSignal(): string | null {
  if (process.platform !== 'linux') return null;
  const { stdout, error } = spawnSync('setpriv', ['--help'], { encoding: 'utf8' });
  return !error && stdout.includes('--pdeathsig') ? 'setpriv' : null;
}

function ownerOfData(dataDir: string): User | null {
  if (!fs.existsSync(dataDir)) return null;
  const { uid, gid } = fs.statSync(dataDir);
  return uid === 0 ? null : { uid, gid };
}

function findUser(name: string): User | null {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function createUser(): User {
  const shell = ['--shell', '/usr/sbin/nologin'];
  const { status } = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', ...shell, OWN_USER], {
    // After "su" without "-", PATH lacks the folders of system programs.
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  const user = status === 0 ? findUser(OWN_USER) : null;
  if (!user) throw asRootImpossible('no system user could be created for it (useradd failed)');
  return user;
}

/** Keeps the data folder closed to all but root and PostgreSQL's user, who may traverse it but not list it. */
function allowTraversal(folder: string, owner: User): void {
  const stat = fs.statSync(folder);
  if (stat.uid !== 0 || canTraverse(stat, owner)) return;
  fs.chownSync(folder, 0, owner.gid);
  fs.chmodSync(folder, (stat.mode & 0o7700) | 0o010);
}

function canReach(file: string, user: User): boolean {
  let folder = path.dirname(fs.realpathSync(file));
  for (;;) {
    if (!canTraverse(fs.statSync(folder), user)) return false;
    if (folder === path.dirname(folder)) return canTraverse(fs.statSync(file), user);
    folder = path.dirname(folder);
  }
}

function canTraverse({ uid, gid, mode }: fs.Stats, user: User): boolean {
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function traversalCapability(): string[] {
  const held = /^CapPrm:\s*([0-9a-f]+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const capability = TRAVERSAL_CAPABILITIES.find(({ bit }) => (BigInt(`0x${held}`) >> bit) & 1n);
  if (!capability) throw asRootImpossible('its user cannot traverse the folders above the checkout or the data folder');
  const caps = `-all,+${capability.name}`;
  // PostgreSQL checks its programs with access(2), which ignores capabilities without no_setuid_fixup.
  return ['--securebits=+no_setuid_fixup', `--inh-caps=${caps}`, `--ambient-caps=${caps}`];
}
