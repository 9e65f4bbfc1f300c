// Plain Node: runs before anything is installed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * When the process began, as the system writes it: with the id, names a process for good, since ids are used again.
 * Null when there is none, or only its unreaped rest.
 * @param {number} pid
 * @returns {string | null}
 */
export function startTimeOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout?.trim() || null;
  }
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/**
 * Whether the process that was recorded with this id and start time is still there.
 * @param {{ pid: number, startTime: string }} recorded
 * @returns {boolean}
 */
export function isSameProcess({ pid, startTime }) {
  return startTime === startTimeOf(pid);
}
