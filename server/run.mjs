// Plain Node: runs before anything is installed.
import { spawn } from 'node:child_process';
import { root } from './root.mjs';
import { UserError } from './user-error.mjs';

const STILL_BUSY_MS = 15_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let ending = false;

/**
 * Runs a Node program of the checkout to completion and returns its standard output. When it fails, prints its output and throws
 * UserError.
 * @param {string} title the beginning of a sentence, such as "Building the console"
 * @param {string[]} command script and arguments
 * @param {{ env?: Record<string, string | undefined>, show?: boolean }} [options] `show`: print its output as it runs
 * @returns {Promise<string>}
 */
export async function run(title, command, { env = process.env, show = false } = {}) {
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1000);
  console.log(`${title} …`);
  const busy = setInterval(() => console.log(`${title} … ${seconds()} s`), STILL_BUSY_MS);
  const child = spawn(process.execPath, command, {
    cwd: root,
    env,
    stdio: ['ignore', ...Array(2).fill(show ? 'inherit' : 'pipe')],
  });
  running.add(child);
  let output = '';
  let result = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    result += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const status = await new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
    child.once('error', (error) => resolve(error.message));
  });
  clearInterval(busy);
  running.delete(child);
  if (status === 0) return result;
  if (output && !ending) process.stderr.write(output);
  throw new UserError(`${title} failed (${status}); see the output above.`);
}

/** Ends the program that `run` is running. Resolves when it has ended. */
export async function endRunning() {
  ending = true;
  await Promise.all(
    [...running].map((child) => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      return closed;
    }),
  );
}
