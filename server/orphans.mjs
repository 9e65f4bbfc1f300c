// Plain Node: runs before anything is installed.
import { setTimeout as sleep } from 'node:timers/promises';
import { readRuntime } from './data-dir.mjs';
import { isSameProcess } from './process-table.mjs';

const POLL_MS = 50;
const DRAIN_MS = 5_000;

/**
 * Ends the web server and worker of a supervisor that was killed in this folder: while they drain, they still hold the port.
 * The caller must hold the folder's lock.
 * @param {string} folder
 */
export async function endOrphans(folder) {
  const alive = () => (readRuntime(folder)?.children ?? []).filter(isSameProcess);
  if (alive().length === 0) return;
  console.log('Ending processes of an earlier start …');
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const { pid } of alive()) process.kill(pid, signal);
    const deadline = Date.now() + DRAIN_MS;
    while (alive().length > 0 && Date.now() < deadline) await sleep(POLL_MS);
  }
}
