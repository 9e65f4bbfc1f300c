// Plain Node: runs before anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { root } from './root.mjs';
import { UserError } from './user-error.mjs';

const DEFAULTS = { HOST: '127.0.0.1', PORT: '3000', POSTERN_ROLE: 'all', POSTERN_DATA_DIR: '.data' };
const USAGE =
  'Usage: npm start [-- --role all|console|api|worker]. Everything else is set by environment variables: see .env.example.';

/**
 * Completes this process's environment from a `.env` file in the checkout, then from the defaults that the start itself
 * needs. lib/runtime/env.ts validates the values later; only what must be right before installing is checked here.
 * @returns {Record<string, string | undefined>} the environment
 */
export function loadSettings() {
  const file = path.join(root, '.env');
  const fromFile = fs.existsSync(file) ? parseEnv(fs.readFileSync(file, 'utf8')) : {};
  for (const [name, value] of [...Object.entries(fromFile), ...Object.entries(DEFAULTS)]) {
    process.env[name] ||= value;
  }
  process.env.POSTERN_DATA_DIR = path.resolve(root, process.env.POSTERN_DATA_DIR);
  return process.env;
}

/**
 * Returns the role of `npm start -- --role …`, if given. Throws UserError for any other argument.
 * @param {string[]} args
 * @returns {string | undefined}
 */
export function roleArgument(args) {
  try {
    return parseArgs({ args, options: { role: { type: 'string' } } }).values.role;
  } catch (error) {
    throw new UserError(`${error.message.split('. ')[0]}. ${USAGE}`);
  }
}
