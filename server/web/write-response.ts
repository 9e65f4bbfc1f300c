import type { ServerResponse } from 'node:http';
import type { ApiResponse } from '@/lib/api/http';
import { securityHeaders } from './security-headers';

/** Writes head and body at once, with a known length. Node omits the body where the method has none. */
export function writeResponse(
  outgoing: ServerResponse,
  { status, headers, body }: ApiResponse,
  connection?: 'close',
): void {
  // RFC 9110 §8.6: 204 has no length.
  if (status !== 204) headers['content-length'] = String(Buffer.byteLength(body));
  if (connection) headers.connection = connection;
  outgoing.writeHead(status, { ...securityHeaders(), ...headers });
  outgoing.end(body);
}
