// Plain Node: runs before anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { UserFault } from './fault.mjs';
import { root } from './root.mjs';

const DEFAULTS = { HOST: '127.0.0.1', PORT: '3000', POSTERN_ROLE: 'all', POSTERN_DATA_DIR: '.data' };
const USAGE =
  'Usage: npm start [-- --role all|console|api|worker]. Everything else is set by environment variables: see .env.example.';

/**
 * Completes this process's environment: what is set, then a `.env` file in the checkout, then the defaults that starting
 * itself needs. Values are checked later, by lib/runtime/env.ts, except the little that is checked before installing.
 * @returns {Record<string, string | undefined>} the environment
 */
export function loadSettings() {
  const file = path.join(root, '.env');
  const written = fs.existsSync(file) ? parseEnv(fs.readFileSync(file, 'utf8')) : {};
  for (const [name, value] of [...Object.entries(written), ...Object.entries(DEFAULTS)]) {
    process.env[name] ||= value;
  }
  process.env.POSTERN_DATA_DIR = path.resolve(root, process.env.POSTERN_DATA_DIR);
  return process.env;
}

/**
 * The role named on `npm start`'s command line, if one is.
 * @param {string[]} args
 * @returns {string | undefined}
 */
export function roleArgument(args) {
  try {
    return parseArgs({ args, options: { role: { type: 'string' } } }).values.role;
  } catch (error) {
    throw new UserFault(`${error.message.split('. ')[0]}. ${USAGE}`);
  }
}
