import { STATUS_CODES, validateHeaderValue } from 'node:http';
import type { Socket } from 'node:net';
import { MAX_BODY_BYTES } from '@/lib/api/body';
import type { ApiResponse } from '@/lib/api/http';
import { type PlainRequest, readPlainRequest } from './plain-request';

export type PlainHandler = (request: PlainRequest, socket: Socket) => Promise<ApiResponse>;

/** How long a client may take for a request, and between two, in ms. */
export type Timeouts = { request: number; keepAlive: number };

type Options = {
  handler: PlainHandler;
  timeouts: Timeouts;
  /** Lines of headers that every response has, each with its CRLF. */
  fixedLines: string;
  /** Returns whether the server is stopping: each connection then ends with its next response. */
  isStopping: () => boolean;
  /** Passes the connection to Node, with the bytes that were read and not answered. */
  handOver: (socket: Socket, unanswered: Buffer) => void;
};

/**
 * A connection while it carries plain requests, each sent after the response to the one before. With the first request of
 * any other form (another path, a chunked body, pipelining, a slow client) the connection is passed to Node for good.
 */
export class PlainConnection {
  #unread: Buffer | null = null;
  #responding = false;
  #ended = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: Options,
  ) {
    socket.on('data', this.#onData).on('end', this.#onEnd).on('timeout', this.#onTimeout).on('error', this.#onError);
    socket.setTimeout(options.timeouts.request);
  }

  /** Closes the connection, unless a request is being received or answered: then it closes with that response. */
  closeIfIdle(): void {
    if (!this.#responding && !this.#unread) this.socket.destroy();
  }

  readonly #onData = (chunk: Buffer) => {
    const bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    if (this.#responding) {
      this.#unread = bytes;
      this.socket.pause();
      return;
    }
    const read = readPlainRequest(bytes, MAX_BODY_BYTES);
    // Many clients send head and body in two packets. One that sends more pieces is slow in any case.
    if (read.kind === 'part' && !this.#unread) {
      this.#unread = bytes;
      this.#waitFor(this.options.timeouts.request);
      return;
    }
    this.#unread = null;
    // Node also handles a client that has not read its last response yet.
    if (read.kind !== 'whole' || this.socket.writableNeedDrain) return this.#handOver(bytes);
    this.#responding = true;
    this.options.handler(read.request, this.socket).then(this.#respond).catch(this.#onError);
  };

  readonly #respond = (response: ApiResponse) => {
    this.#responding = false;
    const { socket } = this;
    if (socket.destroyed) return;
    const isLast = this.#ended || this.options.isStopping();
    socket.write(serialize(response, this.options.fixedLines, isLast ? 'close' : this.#keepAlive()));
    if (isLast) socket.destroySoon();
    else if (this.#unread) this.#handOver(this.#unread);
    else this.#waitFor(this.options.timeouts.keepAlive);
  };

  /** Every byte restarts the socket's timer; setting it for each request would cost more than parsing the request. */
  #waitFor(limitMs: number): void {
    if (this.socket.timeout !== limitMs) this.socket.setTimeout(limitMs);
  }

  #keepAlive(): string {
    return `keep-alive\r\nkeep-alive: timeout=${Math.floor(this.options.timeouts.keepAlive / 1_000)}`;
  }

  readonly #onEnd = () => {
    this.#ended = true;
    // The client closed in the middle of a request: the same response as Node's.
    if (this.#unread && !this.#responding) {
      this.socket.write(`HTTP/1.1 400 Bad Request\r\n${this.options.fixedLines}connection: close\r\n\r\n`);
    }
    if (!this.#responding) this.socket.destroySoon();
  };

  readonly #onTimeout = () => {
    // The timeout is for the client, not for the server's work.
    if (this.#responding) return;
    if (this.#unread && !this.options.isStopping()) this.#handOver(this.#unread);
    else this.socket.destroy();
  };

  readonly #onError = () => {
    this.socket.destroy();
  };

  #handOver(unanswered: Buffer): void {
    const { socket } = this;
    socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('timeout', this.#onTimeout)
      .off('error', this.#onError);
    socket.setTimeout(0);
    this.options.handOver(socket, unanswered);
  }
}

let dateLine = '';
let dateOfS = 0;

/** RFC 9110 §6.6.1: a server with a clock sends Date, in seconds. */
function date(): string {
  const nowS = Math.floor(Date.now() / 1_000);
  if (nowS !== dateOfS) {
    dateOfS = nowS;
    dateLine = new Date(nowS * 1_000).toUTCString();
  }
  return dateLine;
}

function serialize({ status, headers, body }: ApiResponse, fixedLines: string, connection: string): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fixedLines}`;
  for (const name in headers) {
    const value = headers[name] as string;
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}content-length: ${Buffer.byteLength(body)}\r\ndate: ${date()}\r\nconnection: ${connection}\r\n\r\n${body}`;
}
