// What `npm start` runs. Plain words and old syntax first, so that an old Node can say that it is old.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Postern needs Node 20.19 or newer; this is ${process.versions.node}. Install a current one from https://nodejs.org.`,
  );
  process.exit(1);
}
void import('./launch.mjs').then(({ launch }) => launch());
