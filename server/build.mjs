// Plain Node; esbuild is loaded only once it is installed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseLock, takeLock } from './lock.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const LOCK_POLL_MS = 200;
const out = path.join(root, '.build');
const lockFile = path.join(out, 'lock');

/** What each product is made of. A change there, of a package or of Node's major version makes it anew. */
const PRODUCTS = {
  client: { sources: ['prisma/schema.prisma', 'prisma.config.ts'], made: 'lib/generated/prisma/client.ts' },
  bundles: { sources: ['app', 'lib', 'prisma', 'server', 'tsconfig.json'], made: '.build/supervisor.mjs' },
  console: {
    sources: [
      ...['app', 'components', 'lib', 'prisma/schema.prisma', 'tsconfig.json'],
      ...['next.config.mjs', 'postcss.config.mjs', 'tailwind.config.ts'],
    ],
    made: '.next/BUILD_ID',
  },
};
/** Processes that stay. */
const BUNDLES = {
  supervisor: path.join(root, 'server/supervisor/supervise.ts'),
  web: path.join(root, 'server/web/main.ts'),
  worker: path.join(root, 'server/worker/main.ts'),
};
/** A process a command: people wait for its start. */
const COMMAND_LINE = { cli: path.join(root, 'server/cli/main.ts') };

/**
 * Waits until nobody else builds in this checkout (several installations may share it).
 * @returns {Promise<() => void>} lets the next one build
 */
export async function lockBuild() {
  fs.mkdirSync(out, { recursive: true });
  for (let told = false; ; told = true) {
    const holder = takeLock(lockFile);
    if (!holder) return () => releaseLock(lockFile);
    if (!told) console.log(`Waiting for process ${holder.pid}, which builds in this checkout …`);
    await sleep(LOCK_POLL_MS);
  }
}

/** Prisma's client, from the schema. Any existing path as its engine keeps Prisma from downloading one it does not need. */
export async function generateClient() {
  await make('client', () =>
    run('Generating the database client', ['node_modules/prisma/build/index.js', 'generate'], {
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    }),
  );
}

/** Web server, worker, supervisor and command line, one file each in .build/. */
export async function buildBundles() {
  await generateClient();
  await make('bundles', async () => {
    const { build, stop } = await import('esbuild');
    await build({ ...bundleOptions, entryPoints: BUNDLES, outdir: out });
    await build({ ...bundleOptions, ...selfContained, entryPoints: COMMAND_LINE, outdir: out });
    // Its helper process would otherwise live as long as the supervisor.
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

/** How TypeScript of ours becomes what plain Node runs: one ES module per entry, packages left where they are. */
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

/** With the packages in it: one file is loaded in half the time of the many that they are. */
const selfContained = {
  packages: 'bundle',
  // Native code, and files that Prisma loads by their place.
  external: ['@node-rs/argon2', 'pg-native', '@prisma/client/runtime/query_compiler*'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
};

/** The console, by Next. It never sees settings or secrets: what is built fits every installation. */
export async function buildConsole() {
  await generateClient();
  const { DATABASE_URL, SECRETS_KEYS, SECRETS_PEPPERS, POSTERN_ADMIN_PASSWORD, ...env } = process.env;
  await make('console', () =>
    run('Building the console (about a minute)', ['node_modules/next/dist/bin/next', 'build'], {
      env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    }),
  );
}

async function make(product, build) {
  const stampFile = path.join(out, `${product}.stamp`);
  const { sources, made } = PRODUCTS[product];
  const stamp = stampOf(sources);
  const isCurrent =
    fs.existsSync(path.join(root, made)) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent) return;
  fs.rmSync(stampFile, { force: true });
  await build();
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(stampFile, stamp);
}

/** The place counts too: builds hold absolute paths, and a copied checkout must not read the original's files. */
function stampOf(sources) {
  const hash = createHash('sha256').update(`${root}\n${process.versions.node.split('.')[0]}\n`);
  for (const source of [...sources, 'package-lock.json', 'server/build.mjs']) {
    for (const file of filesOf(path.join(root, source))) {
      hash.update(`${file}\n`).update(createHash('sha256').update(fs.readFileSync(file)).digest());
    }
  }
  return hash.digest('hex');
}

function filesOf(place) {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [place];
  return fs
    .readdirSync(place)
    .sort()
    .filter((name) => name !== 'generated' && !/\.test\.tsx?$/.test(name))
    .flatMap((name) => filesOf(path.join(place, name)));
}

/** Everything, as `npm run build` and `npm test` want it. */
export async function buildAll() {
  const release = await lockBuild();
  try {
    await buildBundles();
    await buildConsole();
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
