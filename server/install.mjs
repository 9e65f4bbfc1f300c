// Plain Node: runs before anything is installed.
import fs from 'node:fs';
import path from 'node:path';
import { UserFault } from './fault.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * Installs the packages of package-lock.json unless exactly they are there. Install scripts never run: none is needed, and
 * some would download.
 * @param {{ dev: boolean }} options whether what only development and tests need must be there too
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
    throw new UserFault('npm ci did not install what package-lock.json lists. Run it by hand to see why.');
}

/** npm leaves its own list of what it installed, written last: compared with the wanted list, no stamp of ours is needed. */
function isInstalled({ dev }) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  const present = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
  if (!wanted) throw new UserFault('package-lock.json is missing: this is not a complete checkout.');
  if (!present) return false;
  return Object.entries(wanted).every(([place, { version, optional, dev: onlyDev, devOptional }]) => {
    if (place === '') return true;
    if (place in present) return present[place].version === version;
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

/** Where npm stands when we were not started by it: beside Node. */
function findNpm() {
  const folder = path.dirname(fs.realpathSync(process.execPath));
  const places = [
    '../lib/node_modules/npm/bin/npm-cli.js',
    '../share/nodejs/npm/bin/npm-cli.js',
    'node_modules/npm/bin/npm-cli.js',
  ];
  const found = places.map((place) => path.resolve(folder, place)).find((file) => fs.existsSync(file));
  if (!found) throw new UserFault('npm was not found beside Node. Start with "npm start".');
  return found;
}
