import http from 'node:http';
import type { Socket } from 'node:net';
import { PlainConnection, type PlainHandler, type Timeouts } from './plain-connection';

/**
 * Node's HTTP server, in front of which plain requests to POST /api/sms are parsed and answered without it. Every connection
 * begins here and is passed to Node with its first other request.
 *
 * It stays because the process needs 26 to 30 % less processor time per accepted request: 60 instead of 81 µs at 32
 * connections, 51 instead of 73 µs at 128 (load of `npm run bench -- gate`, 20 rounds in turns, medians, two shared cores).
 * The rate rises by 24 % at 128. Remove it when the gain at 32 and 128 connections falls under 15 %.
 */
export class HotPathServer extends http.Server {
  readonly #connections = new Map<Socket, PlainConnection>();

  /** `headers`: of every response of `handler`. */
  constructor(
    handler: PlainHandler,
    timeouts: Timeouts,
    listener: http.RequestListener,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super({ requireHostHeader: false }, listener);
    const nodeListeners = this.listeners('connection') as ((socket: Socket) => void)[];
    this.removeAllListeners('connection');
    const options = {
      handler,
      timeouts,
      fixedLines: Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join(''),
      isStopping: () => !this.listening,
      handOver: (socket: Socket, unanswered: Buffer) => {
        this.#connections.delete(socket);
        for (const listener of nodeListeners) listener.call(this, socket);
        socket.unshift(unanswered);
        socket.resume();
      },
    };
    this.on('connection', (socket: Socket) => {
      this.#connections.set(socket, new PlainConnection(socket, options));
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  override closeIdleConnections(): void {
    super.closeIdleConnections();
    for (const connection of this.#connections.values()) connection.closeIfIdle();
  }

  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const socket of this.#connections.keys()) socket.destroy();
  }
}
