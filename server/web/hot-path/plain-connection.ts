import { STATUS_CODES, validateHeaderValue } from 'node:http';
import type { Socket } from 'node:net';
import { MAX_BODY_BYTES } from '@/lib/api/body';
import type { ApiResponse } from '@/lib/api/http';
import { type PlainRequest, readPlainRequest } from './plain-request';

export type PlainHandler = (request: PlainRequest, socket: Socket) => Promise<ApiResponse>;

/** How long a client may take, ms. */
export type Patience = { request: number; keepAlive: number };

type Options = {
  handler: PlainHandler;
  patience: Patience;
  /** Whether the server is stopping: answers are then the last of their connection. */
  isStopping: () => boolean;
  /** Takes the connection over, with what was read of it and not answered. */
  handOver: (socket: Socket, unanswered: Buffer) => void;
};

/**
 * A connection as long as plain requests come over it, each after the answer to the one before. With the first that is
 * anything else (another path, a chunked body, two at once, a client that dawdles) the connection goes to Node for good.
 */
export class PlainConnection {
  #unread: Buffer | null = null;
  #answering = false;
  #ended = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: Options,
  ) {
    socket.on('data', this.#onData).on('end', this.#onEnd).on('timeout', this.#onTimeout).on('error', this.#onError);
    socket.setTimeout(options.patience.request);
  }

  /** Ends it, unless a request is on its way or being answered: then with that answer. */
  closeIfIdle(): void {
    if (!this.#answering && !this.#unread) this.socket.destroy();
  }

  readonly #onData = (chunk: Buffer) => {
    const bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    if (this.#answering) {
      this.#unread = bytes;
      this.socket.pause();
      return;
    }
    const read = readPlainRequest(bytes, MAX_BODY_BYTES);
    // Many clients send the body apart from the head. One that sends it in many pieces has no need of a quick reader.
    if (read.kind === 'part' && !this.#unread) {
      this.#unread = bytes;
      this.#waitFor(this.options.patience.request);
      return;
    }
    this.#unread = null;
    // A client that has not taken its last answer yet is held up there, too.
    if (read.kind !== 'whole' || this.socket.writableNeedDrain) return this.#handOver(bytes);
    this.#answering = true;
    this.options.handler(read.request, this.socket).then(this.#answer).catch(this.#onError);
  };

  readonly #answer = (answer: ApiResponse) => {
    this.#answering = false;
    const { socket } = this;
    if (socket.destroyed) return;
    const isLast = this.#ended || this.options.isStopping();
    socket.write(serialise(answer, isLast ? 'close' : this.#keepAlive()));
    if (isLast) socket.destroySoon();
    else if (this.#unread) this.#handOver(this.#unread);
    else this.#waitFor(this.options.patience.keepAlive);
  };

  /** Every byte winds the timer up again; a new one for each request would cost more than reading it. */
  #waitFor(limitMs: number): void {
    if (this.socket.timeout !== limitMs) this.socket.setTimeout(limitMs);
  }

  #keepAlive(): string {
    return `keep-alive\r\nkeep-alive: timeout=${Math.floor(this.options.patience.keepAlive / 1_000)}`;
  }

  readonly #onEnd = () => {
    this.#ended = true;
    // Half a request, and no more to come: as Node says it.
    if (this.#unread && !this.#answering) this.socket.write('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    if (!this.#answering) this.socket.destroySoon();
  };

  readonly #onTimeout = () => {
    // The time a client may take is not the time we take.
    if (this.#answering) return;
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

/** RFC 9110 §6.6.1: a server with a clock dates its answers, to the second. */
function date(): string {
  const nowS = Math.floor(Date.now() / 1_000);
  if (nowS !== dateOfS) {
    dateOfS = nowS;
    dateLine = new Date(nowS * 1_000).toUTCString();
  }
  return dateLine;
}

function serialise({ status, headers, body }: ApiResponse, connection: string): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (const name in headers) {
    const value = headers[name] as string;
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}content-length: ${Buffer.byteLength(body)}\r\ndate: ${date()}\r\nconnection: ${connection}\r\n\r\n${body}`;
}
