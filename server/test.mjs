// Entry of `npm test`: runs every check from a bare checkout and prints one summary at the end.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DEBIAN_BROWSERS } from '../e2e/browsers.mjs';
import { generateClient, lockBuild } from './build.mjs';
import { install } from './install.mjs';
import { root } from './root.mjs';
import { countPlaywright, countVitest, summaryOf, verdict } from './test-summary.mjs';

const STILL_BUSY_MS = 30_000;
const reports = path.join(root, '.build/test');
const reportOf = (name) => path.join(reports, `${name}.json`);
const vitest = (name) => ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(name)}`];

/**
 * Each step is an npm script. The steps of a group run in parallel and keep two cores busy; groups run one after another, so
 * that browser tests never compete with another suite. `count` returns how many tests passed and failed, and which passed
 * only on a retry; a step without it counts as one test.
 */
const GROUPS = [
  [
    { title: 'Format and lint', script: 'lint', args: ['--colors=off'] },
    { title: 'Build', script: 'build' },
    { title: 'Unit tests', script: 'test:unit', args: vitest('unit'), count: () => countVitest(readReport('unit')) },
  ],
  [
    { title: 'Database tests', script: 'test:db', args: vitest('db'), count: () => countVitest(readReport('db')) },
    { title: 'Types', script: 'types' },
    { title: 'Unused code', script: 'knip' },
  ],
  [
    {
      title: 'End to end',
      script: 'test:e2e',
      args: ['--reporter=list,json'],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: reportOf('e2e') },
      count: () => countPlaywright(readReport('e2e')),
    },
  ],
];

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(130);
  });
}

process.chdir(root);
process.exitCode = await main();

async function main() {
  try {
    await install({ dev: true });
    installChromium();
    const release = await lockBuild();
    await generateClient().finally(release);
  } catch (error) {
    console.error(error.message);
    console.log('0 passed, 1 failed');
    return 1;
  }
  fs.rmSync(reports, { recursive: true, force: true });
  fs.mkdirSync(reports, { recursive: true });
  const results = [];
  for (const group of GROUPS) results.push(...(await Promise.all(group.map(runStep))));
  console.log(summaryOf(results));
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function runStep({ title, script, args = [], env = {}, count }) {
  const startedMs = Date.now();
  const seconds = () => (Date.now() - startedMs) / 1000;
  console.log(`${title} …`);
  const busy = setInterval(() => console.log(`${title} … ${Math.round(seconds())} s`), STILL_BUSY_MS);
  const { status, output } = await npmRun(script, args, env);
  clearInterval(busy);
  const { passed, failed, retried } = verdict(status, count ? count() : undefined);
  if (failed > 0) console.log(`${output.trimEnd()}\n`);
  console.log(`${title}: ${failed > 0 ? 'FAILED' : 'passed'} in ${seconds().toFixed(1)} s`);
  return { title, passed, failed, retried, seconds: seconds() };
}

async function npmRun(script, args, env) {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...rest] = [...npm, 'run', '-s', script, '--', ...args];
  // NODE_ENV and the settings of a running installation would change the tests; colors would clutter a log.
  const { DATABASE_URL, POSTERN_DATA_DIR, NODE_ENV, ...inherited } = process.env;
  const child = spawn(command, rest, {
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const status = await new Promise((resolve) => child.once('close', resolve));
  children.delete(child);
  return { status, output };
}

function readReport(name) {
  try {
    return JSON.parse(fs.readFileSync(reportOf(name), 'utf8'));
  } catch {
    return null;
  }
}

/** As root installs a Debian package; else Playwright's own download, kept in the user's cache. */
function installChromium() {
  if (DEBIAN_BROWSERS.some((file) => fs.existsSync(file))) return;
  const asRoot = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (asRoot) {
    console.log('Installing Chromium (Debian package) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    for (const name of DEBIAN_BROWSERS.map((file) => path.basename(file))) {
      const args = ['install', '-y', '-qq', '--no-install-recommends', name];
      if (spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0) return;
    }
  }
  console.log('Installing Chromium (Playwright) …');
  spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], { stdio: 'inherit' });
}
