import fs from 'node:fs';
import os from 'node:os';
import { logger } from '@/lib/runtime/logger';

const LOWEST = 19;

/**
 * Lowers the priority of a process that was just started, below that of this one, so that its threads inherit it. Linux may
 * share the processors first among sessions (sched(7), "The autogroup feature"), and the niceness of a process then counts
 * within its session only: both are set. A system that refuses leaves the process as it is.
 */
export function lowerPriority(pid: number, by: number): void {
  try {
    os.setPriority(pid, Math.min(os.getPriority() + by, LOWEST));
    const [own, autogroup] = ['self', pid].map((process) => `/proc/${process}/autogroup`) as [string, string];
    if (!fs.existsSync(autogroup)) return;
    // A session begins with 0, whatever the niceness of its processes.
    const ofSession = Number(/nice (-?\d+)/.exec(fs.readFileSync(own, 'utf8'))?.[1] ?? 0);
    fs.writeFileSync(autogroup, String(Math.min(Math.max(ofSession, 0) + by, LOWEST)));
  } catch (error) {
    logger().debug({ err: error }, 'the priority of a process could not be lowered');
  }
}
