import http from 'node:http';
import https from 'node:https';
import { parseRetryAfterMs, type WebhookError } from './rules';

/** Whole time one attempt may take, from look-up to the last byte read. */
export const WEBHOOK_TIMEOUT_MS = 15_000;
const MAX_READ_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 1024;

/** What a receiver answered. `error` stands when there was no usable answer; then `httpStatus` is null. */
export type WebhookAnswer = {
  httpStatus: number | null;
  error: WebhookError | null;
  /** At most 1 KiB of the body. */
  response: string | null;
  retryAfterMs: number | null;
};

export type WebhookRequest = {
  /** As `parseWebUrl` returns it: http or https. */
  url: URL;
  headers: Record<string, string>;
  body: string;
  agents: { http: http.Agent; https: https.Agent };
  timeoutMs?: number;
};

/** The receiver had closed an idle connection just as it was used again: that says nothing about the report. */
const STALE_CONNECTION = Symbol('stale connection');
const MAX_STALE_CONNECTIONS = 3;

/**
 * Posts once. Follows no redirect. What goes wrong on the network is in the answer; throws only what `http.request` throws
 * for a request that it cannot form.
 */
export async function post(request: WebhookRequest): Promise<WebhookAnswer> {
  for (let stale = 0; stale < MAX_STALE_CONNECTIONS; stale++) {
    const answer = await postOn(request);
    if (answer !== STALE_CONNECTION) return answer;
  }
  return failure('connection_failed');
}

function postOn(options: WebhookRequest): Promise<WebhookAnswer | typeof STALE_CONNECTION> {
  return new Promise((resolve) => {
    const secure = options.url.protocol === 'https:';
    const request = (secure ? https : http).request(options.url, {
      method: 'POST',
      agent: secure ? options.agents.https : options.agents.http,
      headers: { ...options.headers, 'content-length': Buffer.byteLength(options.body) },
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      request.destroy();
    }, options.timeoutMs ?? WEBHOOK_TIMEOUT_MS);
    const finish = (answer: WebhookAnswer | typeof STALE_CONNECTION) => {
      clearTimeout(timer);
      resolve(answer);
    };
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      readAnswer(response, finish);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (answered) return;
      if (timedOut) return finish(failure('timeout'));
      finish(request.reusedSocket && error.code === 'ECONNRESET' ? STALE_CONNECTION : failure(errorCode(error)));
    });
    request.on('close', () => {
      if (!answered) finish(failure(timedOut ? 'timeout' : 'connection_failed'));
    });
    request.end(options.body);
  });
}

/** Reads a little of the body for people to see. The status alone decides, so a body cut short changes nothing. */
function readAnswer(response: http.IncomingMessage, finish: (answer: WebhookAnswer) => void): void {
  const kept: Buffer[] = [];
  let read = 0;
  const done = () => {
    // PostgreSQL's text cannot hold U+0000.
    const text = Buffer.concat(kept).subarray(0, MAX_KEPT_BYTES).toString('utf8').replaceAll('\0', '\uFFFD');
    finish({
      httpStatus: response.statusCode ?? null,
      error: null,
      response: text || null,
      retryAfterMs: parseRetryAfterMs(response.headers['retry-after'], new Date()),
    });
  };
  response.on('data', (chunk: Buffer) => {
    if (read < MAX_KEPT_BYTES) kept.push(chunk.subarray(0, MAX_KEPT_BYTES));
    read += chunk.length;
    if (read >= MAX_READ_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', done);
}

function failure(error: WebhookError): WebhookAnswer {
  return { httpStatus: null, error, response: null, retryAfterMs: null };
}

function errorCode({ code = '' }: NodeJS.ErrnoException): WebhookError {
  if (code === 'BLOCKED_ADDRESS') return 'blocked_address';
  if (code === 'ECONNREFUSED') return 'connection_refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns_failure';
  if (code.startsWith('HPE_')) return 'invalid_answer';
  if (/^(EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/.test(code)) {
    return 'tls_failure';
  }
  return 'connection_failed';
}
