// Entry of `npm run bench`: builds the product and the benchmark, then runs bench/main.ts.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildBundles, buildConsole, bundleOptions } from '../server/build.mjs';
import { root } from '../server/root.mjs';

const out = path.join(root, '.build', 'bench');
await buildBundles();
await buildConsole();
await build({
  ...bundleOptions,
  entryPoints: ['main', 'ceiling', 'through-next'].map((name) => path.join(root, 'bench', `${name}.ts`)),
  outdir: out,
});
await import(pathToFileURL(path.join(out, 'main.mjs')).href);
