// Entry of `npm run db:diff`: prints the SQL that a new migration needs to match prisma/schema.prisma.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { diffToSchema } from '../prisma/engine.mjs';
import { bundleOptions, generateClient } from './build.mjs';
import { root } from './root.mjs';

process.chdir(root);
await generateClient();
const bundle = path.join(root, '.build/diff.mjs');
await build({
  ...bundleOptions,
  entryPoints: [path.join(root, 'server/postgres/diff.ts')],
  outfile: bundle,
  outExtension: {},
});
const { diffFromMigrations } = await import(pathToFileURL(bundle).href);
process.stdout.write(await diffFromMigrations(diffToSchema));
process.exit(0);
