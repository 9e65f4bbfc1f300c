import diagnostics from 'node:diagnostics_channel';
import type { Dispatcher } from 'undici';
import { parseRetryAfterMs, type WebhookError } from './rules';

/** Whole time one attempt may take, from look-up to the last byte read. */
export const WEBHOOK_TIMEOUT_MS = 15_000;
const MAX_READ_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 1024;

/** What a receiver answered. `error` is set when there was no usable answer; then `httpStatus` is null. */
export type WebhookAnswer = {
  httpStatus: number | null;
  error: WebhookError | null;
  /** At most 1 KiB of the body. */
  response: string | null;
  retryAfterMs: number | null;
};

export type WebhookRequest = {
  method?: 'GET' | 'POST';
  /** Scheme, host and port: http or https. */
  origin: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  agent: Dispatcher;
  timeoutMs?: number;
};

/** The receiver had closed an idle connection just as it was used again: that says nothing about the report. */
const STALE_CONNECTION = Symbol('stale connection');
const MAX_STALE_CONNECTIONS = 3;

/**
 * Sends once. Follows no redirect. What goes wrong on the network is in the answer; throws only what the agent throws for a
 * request that it cannot form.
 */
export async function post(request: WebhookRequest): Promise<WebhookAnswer> {
  const deadline = performance.now() + (request.timeoutMs ?? WEBHOOK_TIMEOUT_MS);
  for (let stale = 0; stale < MAX_STALE_CONNECTIONS; stale++) {
    const answer = await postOnce(request, deadline - performance.now());
    if (answer !== STALE_CONNECTION) return answer;
  }
  return failure('connection_failed');
}

function postOnce(options: WebhookRequest, timeoutMs: number): Promise<WebhookAnswer | typeof STALE_CONNECTION> {
  return new Promise((resolve) => {
    const exchange = new Exchange(resolve, timeoutMs);
    const { method = 'POST', origin, path, headers, body, agent } = options;
    try {
      agent.dispatch({ origin, path, method, headers, body: method === 'GET' ? null : body }, exchange);
    } catch (error) {
      exchange.cancel();
      throw error;
    }
  });
}

/** The exchange whose request is being written: the agent publishes the socket right after `onRequestStart`. */
let starting: Exchange | null = null;
const usedSockets = new WeakSet<object>();

diagnostics.subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { socket: object };
  if (!starting) return;
  starting.isReused = usedSockets.has(socket);
  usedSockets.add(socket);
  starting = null;
});

type Done = (answer: WebhookAnswer | typeof STALE_CONNECTION) => void;

/**
 * One request and its answer. Reads a little of the body for people to see. The status alone decides, so a body that is cut
 * short changes nothing.
 */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | null = null;
  private done: Done | null;
  /** Whether the connection was used before. */
  isReused = false;
  private httpStatus: number | null = null;
  private retryAfter: string | undefined;
  private readonly kept: Buffer[] = [];
  private readBytes = 0;

  constructor(done: Done, timeoutMs: number) {
    this.done = done;
    this.timer = setTimeout(() => this.end(this.httpStatus === null ? failure('timeout') : this.answer()), timeoutMs);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.done) starting = this;
    else this.abort();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[]>): void {
    // Interim responses precede the final one.
    if (status < 200) return;
    this.httpStatus = status;
    const retryAfter = headers['retry-after'];
    this.retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.readBytes < MAX_KEPT_BYTES) this.kept.push(Buffer.from(chunk.subarray(0, MAX_KEPT_BYTES)));
    this.readBytes += chunk.length;
    if (this.readBytes >= MAX_READ_BYTES) this.end(this.answer());
  }

  onResponseEnd(): void {
    this.finish(this.answer());
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: NodeJS.ErrnoException): void {
    if (this.httpStatus !== null) this.finish(this.answer());
    else this.finish(this.isReused && isReset(error) ? STALE_CONNECTION : failure(errorCode(error)));
  }

  private answer(): WebhookAnswer {
    const { httpStatus, kept, retryAfter } = this;
    // PostgreSQL's text cannot contain U+0000.
    const text = Buffer.concat(kept).subarray(0, MAX_KEPT_BYTES).toString('utf8').replaceAll('\0', '\uFFFD');
    return {
      httpStatus,
      error: null,
      response: text || null,
      retryAfterMs: retryAfter === undefined ? null : parseRetryAfterMs(retryAfter, new Date()),
    };
  }

  /** Finishes before the receiver has: the connection is closed. */
  private end(answer: WebhookAnswer): void {
    this.finish(answer);
    this.abort();
  }

  private abort(): void {
    this.controller?.abort(new Error('the attempt is over'));
  }

  private finish(answer: WebhookAnswer | typeof STALE_CONNECTION): void {
    clearTimeout(this.timer);
    this.done?.(answer);
    this.done = null;
  }
}

function failure(error: WebhookError): WebhookAnswer {
  return { httpStatus: null, error, response: null, retryAfterMs: null };
}

/** The agent's errors of a connection that is closed, and of an answer without a request or in a form that is not HTTP's. */
const SOCKET_ERROR = 'UND_ERR_SOCKET';
const LENGTH_ERROR = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
const BAD_ANSWERS = ['bad response', 'bad upgrade'];

function isReset({ code, message }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE' || (code === SOCKET_ERROR && !BAD_ANSWERS.includes(message));
}

function errorCode({ code = '', message, name }: NodeJS.ErrnoException): WebhookError {
  if (code === 'BLOCKED_ADDRESS') return 'blocked_address';
  if (code === 'ECONNREFUSED') return 'connection_refused';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns_failure';
  if (name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW' || code === LENGTH_ERROR)
    return 'invalid_answer';
  if (code === SOCKET_ERROR && BAD_ANSWERS.includes(message)) return 'invalid_answer';
  if (/^(EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/.test(code)) {
    return 'tls_failure';
  }
  return 'connection_failed';
}
