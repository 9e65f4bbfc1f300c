// Entry of `npm start`. Old syntax only, so that an old version of Node can run the version check.
import { isSupportedNode } from './node-version.mjs';

if (!isSupportedNode(process.versions.node)) {
  console.error(
    `Postern needs Node 24, 22.12 or newer, or 20.19 or newer; this is ${process.versions.node}. Install a current one from https://nodejs.org.`,
  );
  process.exit(1);
}
void import('./launch.mjs').then(({ launch }) => launch());
