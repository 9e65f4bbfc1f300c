// Plain Node: runs before anything is installed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * Returns the start time of the process as the system reports it. Together with the id it identifies a process, since ids
 * are reused. Null when the process has ended, also as a zombie.
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
 * Returns whether the process recorded with this id and start time is still running.
 * @param {{ pid: number, startTime: string }} recorded
 * @returns {boolean}
 */
export function isSameProcess({ pid, startTime }) {
  return startTime === startTimeOf(pid);
}
