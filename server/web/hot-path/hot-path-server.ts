import http from 'node:http';
import type { Socket } from 'node:net';
import { PlainConnection, type PlainHandler, type Timeouts } from './plain-connection';

/**
 * Node's HTTP server, in front of which plain requests to send are answered without it: reading and writing them costs a
 * third of what Node's general way does. Every connection begins here and goes to Node with its first other request.
 */
export class HotPathServer extends http.Server {
  readonly #connections = new Map<Socket, PlainConnection>();

  constructor(handler: PlainHandler, timeouts: Timeouts, listener: http.RequestListener) {
    super(listener);
    const nodeListeners = this.listeners('connection') as ((socket: Socket) => void)[];
    this.removeAllListeners('connection');
    const options = {
      handler,
      timeouts,
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
