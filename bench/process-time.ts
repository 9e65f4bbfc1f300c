// Processor time of the processes of an installation, from Linux's /proc.
import fs from 'node:fs';

/** Linux reports times to programs in hundredths of a second for any tick of the kernel. */
export const TICK_US = 10_000;
/** Fields of /proc/[pid]/stat after the command (proc(5)), from 0: ppid, utime, stime, cutime, cstime. */
const FIELD = { parent: 1, user: 11, system: 12, reapedUser: 13, reapedSystem: 14 };

export type Kind = 'web' | 'worker' | 'postgres';
export type ProcessorTime = Record<Kind, number>;
export type ProcessStat = { parent: number; ownUs: number; reapedUs: number };

/** Parses /proc/[pid]/stat. The command in it may contain spaces and parentheses. `reapedUs`: time of children that ended. */
export function parseStat(text: string): ProcessStat {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (field: number) => fields[field] ?? 0;
  return {
    parent: at(FIELD.parent),
    ownUs: (at(FIELD.user) + at(FIELD.system)) * TICK_US,
    reapedUs: (at(FIELD.reapedUser) + at(FIELD.reapedSystem)) * TICK_US,
  };
}

/** Returns the kind of a process by its command line, as /proc/[pid]/cmdline has it; null for others. */
export function kindOf(commandLine: string): Kind | null {
  const [program = '', ...args] = commandLine.split('\0');
  if (/(^|\/)postgres(:|$)/.test(program)) return 'postgres';
  const script = args.find((argument) => /\.m?js$/.test(argument)) ?? '';
  return (/(?:^|\/)(web|worker)\.m?js$/.exec(script)?.[1] as Kind | undefined) ?? null;
}

type Process = ProcessStat & { pid: number; kind: Kind | null };

function readProcess(pid: number): Process | null {
  try {
    const stat = parseStat(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { pid, ...stat, kind: kindOf(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')) };
  } catch {
    return null; // The process has ended.
  }
}

/** Returns all descendants of process `root`. */
export function descendants(root: number): Process[] {
  return family(root).filter(({ pid }) => pid !== root);
}

/** Returns the processor time in µs so far of `root` and all its descendants, ended ones included. None outside Linux. */
export function familyTime(root: number): number {
  return family(root).reduce((sum, { ownUs, reapedUs }) => sum + ownUs + reapedUs, 0);
}

function family(root: number): Process[] {
  if (!fs.existsSync('/proc')) return [];
  const all = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const members = new Set([root]);
  for (let size = 0; size < members.size; ) {
    size = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}

/**
 * Returns the processor time in µs so far of the descendants of `root`, by kind. PostgreSQL's backends count after their end
 * too: the postmaster's time contains that of its reaped children.
 */
export function processorTimes(root: number): ProcessorTime {
  const times: ProcessorTime = { web: 0, worker: 0, postgres: 0 };
  for (const { kind, ownUs, reapedUs } of descendants(root)) {
    if (kind) times[kind] += ownUs + reapedUs;
  }
  return times;
}

/** Returns the processor time in µs so far of processes that are running. */
export function timeOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (readProcess(pid)?.ownUs ?? 0), 0);
}
