// Entry of `npm run postern`: runs the command line from its bundle.
import fs from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { root } from './root.mjs';

// Prisma compiles its queries with WebAssembly. Optimizing it takes as long as the rest of a command, which ends before it
// pays off.
setFlagsFromString('--liftoff-only');

const bundle = new URL('../.build/cli.mjs', import.meta.url);
process.chdir(root);
if (fs.existsSync(bundle)) {
  // A reader such as head or less may close the pipe early; the command still completes.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { runCommand } = await import(bundle.href);
  process.exitCode = await runCommand(process.argv.slice(2));
} else {
  const message = 'Postern is not built yet. Run "npm start" first, or "npm run build".';
  console.error(
    process.argv.includes('--json') ? JSON.stringify({ error: { code: 'unavailable', message } }) : message,
  );
  process.exitCode = 1;
}
