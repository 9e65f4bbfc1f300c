import type { Duplex } from 'node:stream';

const CONTINUE = /^HTTP\/1\.[01] 100[ \r]/;
const STATUS_BYTES = 'HTTP/1.1 100 '.length;
const END = '\r\n\r\n';

/**
 * Has a connection skip `100 Continue` before a response. A client must be able to (RFC 9110 §15.2), and some receivers send it
 * to every POST; undici ends the connection instead. Recognized at the beginning of what arrives together.
 */
export function skipContinue(socket: Duplex): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    return Buffer.isBuffer(chunk) ? withoutContinue(chunk) : chunk;
  };
}

/** Returns the rest of a chunk after complete interim responses of status 100. */
export function withoutContinue(chunk: Buffer): Buffer {
  if (!CONTINUE.test(chunk.subarray(0, STATUS_BYTES).toString('latin1'))) return chunk;
  const end = chunk.indexOf(END);
  return end === -1 ? chunk : withoutContinue(chunk.subarray(end + END.length));
}
