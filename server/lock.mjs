// Plain Node: runs before anything is installed.
import fs from 'node:fs';
import { isSameProcess, startTimeOf } from './process-table.mjs';

/**
 * @typedef {{ pid: number, startTime: string, [detail: string]: unknown }} Holder
 */

/**
 * Takes the lock `file` for this process. Returns null when taken, else the running process that holds it. A lock whose
 * holder has ended is taken over.
 * @param {string} file
 * @param {Record<string, unknown>} [details] written into the lock, for the process that finds it taken
 * @returns {Holder | null}
 */
export function takeLock(file, details = {}) {
  const mine = `${file}.${process.pid}`;
  const holder = { pid: process.pid, startTime: startTimeOf(process.pid), ...details };
  fs.writeFileSync(mine, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (tryLink(mine, file)) return null;
      const found = readHolder(file);
      if (found && isSameProcess(found)) return found;
      const newHolder = removeStale(file);
      if (newHolder) return newHolder;
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/**
 * Releases the lock if this process holds it.
 * @param {string} file
 */
export function releaseLock(file) {
  if (readHolder(file)?.pid === process.pid) fs.rmSync(file, { force: true });
}

/**
 * Returns the process that holds the lock, or held it when it was killed. Null when the lock is free.
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

/** A hard link is atomic and never replaces an existing file. Returns false when the file exists. */
function tryLink(mine, file) {
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a stale lock. Between the caller's read and this rename another process may have taken it over: then the lock is
 * restored and its holder returned.
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
  if (alive) tryLink(aside, file);
  fs.rmSync(aside, { force: true });
  return alive ? holder : null;
}
