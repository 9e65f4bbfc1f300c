// Plain Node: runs before anything is installed.
import net from 'node:net';
import { UserError } from './user-error.mjs';

/**
 * Returns the port to listen on: the requested one if it is free, any free one for 0. Throws UserError.
 * @param {string} host
 * @param {string} requested
 * @returns {Promise<number>}
 */
export async function freePort(host, requested) {
  const port = Number(requested);
  if (!/^\d+$/.test(requested) || port > 65_535) throw new UserError('PORT must be a number from 0 to 65535.');
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error) => reject(new UserError(reasonOf(error.code, host, port))));
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

function reasonOf(code, host, port) {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop the program that uses it, or choose another: PORT=${port + 1} npm start`;
  if (code === 'EACCES') return `Port ${port} needs special rights. Choose one above 1023: PORT=3000 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HOST ${host} is not an address of this machine. Use 127.0.0.1 (this machine only) or 0.0.0.0 (all networks).`;
  }
  return `PORT ${port} on HOST ${host} cannot be listened on (${code}).`;
}
