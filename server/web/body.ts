import type { IncomingMessage } from 'node:http';

/**
 * The request's whole body, or null as soon as it is known to be too large (announced or counted). Never settles when the
 * client goes away in the middle: nobody is left to answer, and two listeners a request would be a fiftieth of its cost.
 */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return null;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) {
        chunks.push(chunk);
        return;
      }
      incoming.pause();
      incoming.removeAllListeners('data');
      resolve(null);
    });
    incoming.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
  });
}
