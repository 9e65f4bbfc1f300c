import http from 'node:http';
import type { Socket } from 'node:net';
import { type Patience, PlainConnection, type PlainHandler } from './plain-connection';

/**
 * Node's HTTP server, in front of which plain requests to send are answered without it: reading and writing them costs a
 * third of what Node's general way does. Every connection begins here and goes to Node with its first other request.
 */
export class HotPathServer extends http.Server {
  readonly #connections = new Map<Socket, PlainConnection>();

  constructor(handler: PlainHandler, patience: Patience, listener: http.RequestListener) {
    super({ requireHostHeader: false }, listener);
    const toNode = this.listeners('connection') as ((socket: Socket) => void)[];
    this.removeAllListeners('connection');
    const options = {
      handler,
      patience,
      isStopping: () => !this.listening,
      handOver: (socket: Socket, unanswered: Buffer) => {
        this.#connections.delete(socket);
        for (const take of toNode) take.call(this, socket);
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
