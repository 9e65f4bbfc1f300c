// Plain Node: runs before anything is installed.
import fs from 'node:fs';
import { isSameProcess, startTimeOf } from './process-table.mjs';

/**
 * @typedef {{ pid: number, startTime: string, [fact: string]: unknown }} Holder
 */

/**
 * Takes the lock `file` for this process. Null when it is ours now, else the living process that holds it. A lock whose
 * holder is gone is taken over.
 * @param {string} file
 * @param {Record<string, unknown>} [facts] written into the lock for whoever finds it
 * @returns {Holder | null}
 */
export function takeLock(file, facts = {}) {
  const mine = `${file}.${process.pid}`;
  const holder = { pid: process.pid, startTime: startTimeOf(process.pid), ...facts };
  fs.writeFileSync(mine, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (linked(mine, file)) return null;
      const found = readHolder(file);
      if (found && isSameProcess(found)) return found;
      const usurped = removeStale(file);
      if (usurped) return usurped;
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/**
 * Gives the lock back, if it is this process's.
 * @param {string} file
 */
export function releaseLock(file) {
  if (readHolder(file)?.pid === process.pid) fs.rmSync(file, { force: true });
}

/**
 * Who holds the lock, or held it when killed. Null when nobody does.
 * @param {string} file
 * @returns {Holder | null}
 */
export function readHolder(file) {
  try {
    const holder = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof holder?.pid === 'number' ? holder : null;
  } catch {
    return null;
  }
}

/** A hard link appears whole or not at all, and never over an existing file. */
function linked(mine, file) {
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Between our look and this rename another process may have taken the stale lock over: then it is put back, and its
 * holder returned.
 */
function removeStale(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  const holder = readHolder(aside);
  const alive = holder !== null && isSameProcess(holder);
  if (alive) linked(aside, file);
  fs.rmSync(aside, { force: true });
  return alive ? holder : null;
}
