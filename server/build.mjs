// Plain Node; esbuild is loaded only once it is installed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNpm } from './install.mjs';
import { releaseLock, takeLock } from './lock.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const SBOM = '.build/sbom.cdx.json';
const LOCK_POLL_MS = 200;
const out = path.join(root, '.build');
const lockFile = path.join(out, 'lock');

/** The sources of each product. A change in them, in a package or in Node's major version rebuilds it. */
const PRODUCTS = {
  client: { sources: ['prisma/schema.prisma', 'prisma.config.ts'], output: 'lib/generated/prisma/client.ts' },
  bundles: { sources: ['app', 'lib', 'prisma', 'server', 'tsconfig.json'], output: '.build/supervisor.mjs' },
  console: {
    sources: [
      ...['app', 'components', 'lib', 'prisma/schema.prisma', 'tsconfig.json'],
      ...['next.config.mjs', 'postcss.config.mjs', 'tailwind.config.ts'],
    ],
    output: '.next/BUILD_ID',
  },
  sbom: { sources: ['package.json'], output: SBOM },
};
/** Long-running processes. */
const BUNDLES = {
  supervisor: path.join(root, 'server/supervisor/supervise.ts'),
  web: path.join(root, 'server/web/main.ts'),
  console: path.join(root, 'server/web/console-main.ts'),
  worker: path.join(root, 'server/worker/main.ts'),
};
/** Started once for each command, so its start must be fast. */
const COMMAND_LINE = { cli: path.join(root, 'server/cli/main.ts') };

/**
 * Waits until no other process builds in this checkout (several installations may share it).
 * @returns {Promise<() => void>} releases the lock
 */
export async function lockBuild() {
  fs.mkdirSync(out, { recursive: true });
  for (let announced = false; ; announced = true) {
    const holder = takeLock(lockFile);
    if (!holder) return () => releaseLock(lockFile);
    if (!announced) console.log(`Waiting for process ${holder.pid}, which builds in this checkout …`);
    await sleep(LOCK_POLL_MS);
  }
}

/** Generates Prisma's client from the schema. With an existing path as its engine, Prisma downloads none; none is needed. */
export async function generateClient() {
  await make('client', () =>
    run('Generating the database client', ['node_modules/prisma/build/index.js', 'generate'], {
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    }),
  );
}

/** Builds web server, worker, supervisor and command line, each to one file in .build/. */
export async function buildBundles() {
  await generateClient();
  await make('bundles', async () => {
    const { build, stop } = await import('esbuild');
    await build({ ...bundleOptions, entryPoints: BUNDLES, outdir: out });
    await build({ ...bundleOptions, ...selfContained, entryPoints: COMMAND_LINE, outdir: out });
    // esbuild's helper process would otherwise run as long as the supervisor.
    await stop();
  });
}

/** Next has no "exports", so Node itself finds `next/headers` only with its extension. */
const nextSubpaths = {
  name: 'next-subpaths',
  setup(build) {
    build.onResolve({ filter: /^next\/[\w/-]+$/ }, ({ path: name }) => ({ path: `${name}.js`, external: true }));
  },
};

/** One ES module per entry that plain Node runs; packages are not bundled. */
export const bundleOptions = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  alias: { '@': root },
  plugins: [nextSubpaths],
  logLevel: 'warning',
};

/** Bundles the packages too: one file loads in half the time of many. */
const selfContained = {
  packages: 'bundle',
  // Native code, and files that Prisma loads by path.
  external: ['@node-rs/argon2', 'pg-native', '@prisma/client/runtime/query_compiler*'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
};

/** Builds the console with Next. The build reads no settings or secrets, so that it fits every installation. */
export async function buildConsole() {
  await generateClient();
  const { DATABASE_URL, SECRETS_KEYS, SECRETS_PEPPERS, POSTERN_ADMIN_PASSWORD, ...env } = process.env;
  await make('console', () =>
    run('Building the console (about a minute)', ['node_modules/next/dist/bin/next', 'build'], {
      env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    }),
  );
}

/** Writes a software bill of materials (CycloneDX) of the packages that the product uses. */
async function buildSbom() {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const npm = process.env.npm_execpath ?? findNpm();
  const command = [npm, 'sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev', '--loglevel=error'];
  const sbom = JSON.parse(await run('Listing the packages', command));
  // npm names the folder of the checkout.
  Object.assign(sbom.metadata.component, { name, version, ...(license && { license }) });
  fs.writeFileSync(path.join(root, SBOM), JSON.stringify(sbom, null, 2));
}

async function make(product, build) {
  const stampFile = path.join(out, `${product}.stamp`);
  const { sources, output } = PRODUCTS[product];
  const stamp = stampOf(sources);
  const isCurrent =
    fs.existsSync(path.join(root, output)) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent) return;
  fs.rmSync(stampFile, { force: true });
  await build();
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(stampFile, stamp);
}

/** Includes the checkout's path: builds contain absolute paths, and a copied checkout must not read the original's files. */
function stampOf(sources) {
  const hash = createHash('sha256').update(`${root}\n${process.versions.node.split('.')[0]}\n`);
  for (const source of [...sources, 'package-lock.json', 'server/build.mjs']) {
    for (const file of filesOf(path.join(root, source))) {
      hash.update(`${file}\n`).update(createHash('sha256').update(fs.readFileSync(file)).digest());
    }
  }
  return hash.digest('hex');
}

function filesOf(source) {
  const stat = fs.statSync(source, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [source];
  return fs
    .readdirSync(source)
    .sort()
    .filter((name) => !['generated', 'testing'].includes(name) && !/\.test\.tsx?$/.test(name))
    .flatMap((name) => filesOf(path.join(source, name)));
}

/** Builds everything, for `npm run build` and `npm test`. */
export async function buildAll() {
  const release = await lockBuild();
  try {
    await buildBundles();
    await buildConsole();
    await make('sbom', buildSbom);
  } finally {
    release();
  }
}

if (process.argv[1] === path.join(root, 'server/build.mjs')) {
  const { install } = await import('./install.mjs');
  try {
    await install({ dev: false });
    await buildAll();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
