import type { IncomingHttpHeaders } from 'node:http';
import type { Client } from '@/lib/runtime/request-client';

/** The header in which a web process passes the client of a request on to the console process. */
export const CLIENT_HEADER = 'x-postern-client';

/** Returns the value of CLIENT_HEADER. */
export function clientHeader({ ip, requestId }: Client): string {
  return JSON.stringify({ ip, requestId });
}

/** Returns the client that a web process passed on, and removes the header. Throws where it is missing. */
export function takeClient(headers: IncomingHttpHeaders, target: string): Client {
  const value = headers[CLIENT_HEADER];
  delete headers[CLIENT_HEADER];
  if (typeof value !== 'string') throw new Error(`${CLIENT_HEADER} is missing`);
  const { ip, requestId } = JSON.parse(value) as Pick<Client, 'ip' | 'requestId'>;
  return { ip, requestId, target };
}
