import type { ServerResponse } from 'node:http';
import type { ApiResponse } from '@/lib/api/api-request';

/** Head and body in one piece: known length, one write. Node leaves the body away where the method has none. */
export function writeAnswer(
  outgoing: ServerResponse,
  { status, headers, body }: ApiResponse,
  connection?: 'close',
): void {
  // RFC 9110 §8.6: 204 has no length.
  if (status !== 204) headers['content-length'] = String(Buffer.byteLength(body));
  if (connection) headers.connection = connection;
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}
