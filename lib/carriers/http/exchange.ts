import { setMaxListeners } from 'node:events';
import type { Dispatcher } from 'undici';
import type { Answer } from './answer';
import type { RenderedRequest } from './request';

const MAX_READ_BYTES = 64 * 1024;

/** One request: its answer, or why there is none. */
export type ExchangeResult =
  | { kind: 'answer'; answer: Answer }
  /** `isSent`: at least a part of the request may have left, so the carrier may have it. */
  | { kind: 'failed'; isSent: boolean; error: ExchangeError };

/** An error of the agent, or one of these codes. */
export type ExchangeError = { code: string; message: string };

type ExchangeOptions = { agent: Dispatcher; timeoutMs: number; signal: AbortSignal };

/**
 * Sends a request once. Follows no redirect and repeats nothing, not even on a connection that the carrier had closed: the
 * carrier may have read the request before. Of the answer, 64 KiB are read. Never rejects.
 */
export function exchange(request: RenderedRequest, options: ExchangeOptions): Promise<ExchangeResult> {
  const { origin, target, method, headers, body } = request;
  const { agent, timeoutMs, signal } = options;
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(resolve, timeoutMs, signal);
    try {
      agent.dispatch({ origin, path: target, method, headers, body }, handler);
    } catch (error) {
      handler.fail(error as NodeJS.ErrnoException);
    }
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #isSent = false;
  #isDone = false;
  #status: number | null = null;
  #headers: Answer['headers'] = {};
  readonly #chunks: Buffer[] = [];
  #readBytes = 0;
  readonly #onAbort = () => this.#end({ code: 'ABORTED', message: 'The worker is stopping.' });

  constructor(
    private readonly resolve: (result: ExchangeResult) => void,
    timeoutMs: number,
    private readonly signal: AbortSignal,
  ) {
    const message = `The carrier did not answer within ${Math.round(timeoutMs / 1_000)} seconds.`;
    this.#timer = setTimeout(() => this.#end({ code: 'TIMEOUT', message }), timeoutMs);
    // One signal for all messages of a worker: Node warns about more than 10 listeners.
    setMaxListeners(0, signal);
    if (signal.aborted) queueMicrotask(this.#onAbort);
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Called with a connection, right before the request is written to it. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isDone) this.#abort();
    else this.#isSent = true;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    // Interim responses precede the final one.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(Buffer.from(chunk.subarray(0, MAX_READ_BYTES - this.#readBytes)));
    this.#readBytes += chunk.length;
    if (this.#readBytes < MAX_READ_BYTES) return;
    this.#finishWithAnswer();
    this.#abort();
  }

  onResponseEnd(): void {
    this.#finishWithAnswer();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: NodeJS.ErrnoException): void {
    this.fail(error);
  }

  fail({ code = 'ERROR', message }: NodeJS.ErrnoException): void {
    if (this.#status === null) this.#finish({ kind: 'failed', isSent: this.#isSent, error: { code, message } });
    else this.#finishWithAnswer();
  }

  /** Ends before the carrier has. What it has answered so far counts. */
  #end(error: ExchangeError): void {
    this.fail(Object.assign(new Error(error.message), { code: error.code }));
    this.#abort();
  }

  #abort(): void {
    this.#controller?.abort(new Error('the exchange is over'));
  }

  #finishWithAnswer(): void {
    const text = Buffer.concat(this.#chunks).toString('utf8');
    this.#finish({ kind: 'answer', answer: { status: this.#status ?? 0, headers: this.#headers, text } });
  }

  #finish(result: ExchangeResult): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.signal.removeEventListener('abort', this.#onAbort);
    this.resolve(result);
  }
}
