// Plain Node: runs before anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { UserError } from './user-error.mjs';

/**
 * Installs the packages of package-lock.json unless exactly these are installed. Install scripts never run: none is needed,
 * and some would download files. Throws UserError.
 * @param {{ dev: boolean }} options `dev`: with the packages for development and tests
 */
export async function install({ dev }) {
  if (isInstalled({ dev })) return;
  const npm = process.env.npm_execpath ?? findNpm();
  const omit = dev ? ['--include=dev'] : [];
  await run(
    'Installing packages',
    [npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...omit],
    { show: true },
  );
  if (!isInstalled({ dev }))
    throw new UserError('npm ci did not install what package-lock.json lists. Run it manually to see why.');
}

/** Compares package-lock.json with npm's own list of installed packages, which npm writes last. */
function isInstalled({ dev }) {
  const required = packagesOf(path.join(root, 'package-lock.json'));
  const installed = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
  if (!required) throw new UserError('package-lock.json is missing: this is not a complete checkout.');
  if (!installed) return false;
  return Object.entries(required).every(([folder, { version, optional, dev: onlyDev, devOptional }]) => {
    if (folder === '') return true;
    if (folder in installed) return installed[folder].version === version;
    return optional === true || devOptional === true || (onlyDev === true && !dev);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Returns the npm beside Node, for a start without npm. Throws UserError. */
export function findNpm() {
  const folder = path.dirname(fs.realpathSync(process.execPath));
  const candidates = [
    '../lib/node_modules/npm/bin/npm-cli.js',
    '../share/nodejs/npm/bin/npm-cli.js',
    'node_modules/npm/bin/npm-cli.js',
  ];
  const found = candidates.map((file) => path.resolve(folder, file)).find((file) => fs.existsSync(file));
  if (!found) throw new UserError('npm was not found beside Node. Start with "npm start".');
  return found;
}
