// Entry of `npm start`. Old syntax only, so that an old version of Node can run the version check.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Postern needs Node 20.19 or newer; this is ${process.versions.node}. Install a current one from https://nodejs.org.`,
  );
  process.exit(1);
}
void import('./launch.mjs').then(({ launch }) => launch());
