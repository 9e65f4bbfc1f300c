import fs from 'node:fs';
import os from 'node:os';
import { logger } from '@/lib/runtime/logger';

const LOWEST = 19;

/**
 * Lowers the priority of a process that was just started, below that of this one, so that its threads inherit it. Linux may share the processors
 * first among sessions (sched(7), "The autogroup feature"), and the niceness of a process then counts within its session only:
 * both are set. A system that refuses leaves the process as it is.
 */
export function lowerPriority(pid: number, by: number): void {
  try {
    const niceness = Math.min(os.getPriority() + by, LOWEST);
    os.setPriority(pid, niceness);
    const autogroup = `/proc/${pid}/autogroup`;
    if (fs.existsSync(autogroup)) fs.writeFileSync(autogroup, String(niceness));
  } catch (error) {
    logger().debug({ err: error }, 'the priority of a process could not be lowered');
  }
}
