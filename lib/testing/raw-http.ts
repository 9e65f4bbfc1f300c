// Raw HTTP over sockets, and two handlers that respond with the request as they parsed it.
import { once } from 'node:events';
import type http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { ApiRequest, ApiResponse } from '../api/http';

/** Returns a request as it is sent over the wire. */
export function raw(headers: string[], body = '', line = 'POST /api/sms HTTP/1.1'): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

/** Waits one turn of the event loop. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Opens a connection. Returns both ends. */
export async function both(to: http.Server): Promise<{ socket: net.Socket; own: net.Socket }> {
  const connected = once(to, 'connection');
  const socket = await connect(to);
  return { socket, own: (await connected)[0] };
}

/** Waits until the server has read all bytes, or closed the connection. */
export async function untilRead(own: net.Socket, bytes: number): Promise<void> {
  for (let turns = 0; turns < 50 && own.bytesRead < bytes && !own.destroyed; turns++) await turn();
}

/** Sends `pieces` one after the other. Returns the whole response. */
export async function exchange(to: http.Server, pieces: string[]): Promise<string> {
  const { socket, own } = await both(to);
  let sent = 0;
  for (const piece of pieces) {
    if (own.writableEnded || own.destroyed) break;
    socket.write(piece, 'latin1');
    sent += piece.length;
    await untilRead(own, sent);
  }
  if (!own.destroyed) socket.end();
  return read(socket);
}

/** Opens a connection to `to`. */
export async function connect(to: http.Server): Promise<net.Socket> {
  const socket = net.connect({ port: (to.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return socket.setNoDelay(true).on('error', () => undefined);
}

/** Reads until `enough` returns true for the text so far, or to the end. */
export function read(socket: net.Socket, enough: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      socket.removeAllListeners('data').pause();
      resolve(text);
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (enough(text)) done();
    });
    socket.once('end', done).once('close', done).resume();
    if (socket.destroyed || socket.readableEnded) done();
  });
}

/** Returns the parsed request, in the same form for both parsers. */
function parsedRequest(headers: Iterable<[string, string]>, body: Buffer): string {
  return JSON.stringify({ headers: [...headers].sort(), body: body.toString('latin1') });
}

/** Responds with the request as Node's parser reads it. */
export const general: http.RequestListener = (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    outgoing.setHeader('x-read-by', 'node');
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    outgoing.writeHead(202).end(parsedRequest(headers, Buffer.concat(chunks)));
  });
};

const NAMES = ['host', 'content-type', 'content-length', 'x-api-key', 'a', 'connection'];

/** The same answer by the hot path's parser. */
export const echo = async (request: Pick<ApiRequest, 'headers' | 'body'>): Promise<ApiResponse> => {
  const headers = NAMES.map((name): [string, string | null] => [name, request.headers.get(name)]);
  const present = headers.filter((header): header is [string, string] => header[1] !== null);
  return {
    status: 202,
    headers: { 'x-read-by': 'us' },
    body: parsedRequest(present, request.body),
  };
};
