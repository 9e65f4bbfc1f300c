import { signatureHeaders, signingKey } from '@/lib/webhooks/signature';
import { UserError } from '../user-error.mjs';

const WAIT_S = 20;
const LIMIT = 100;
/** More than the wait and a slow answer. */
const REQUEST_TIMEOUT_MS = 45_000;
const FORWARD_TIMEOUT_MS = 15_000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** Attempts of a report that the application responds to, but not with 2xx. */
const MAX_REFUSED = 3;
const KEPT_CHARACTERS = 200;

/** A report of the feed. */
export type Report = { id: string; type: string; timestamp: string; data: Record<string, unknown> };

export type ListenerEvent =
  | { kind: 'ready' }
  | { kind: 'report'; report: Report }
  | { kind: 'forwarded'; report: Report; status: number }
  | { kind: 'failed'; report: Report; reason: string; retryMs: number | null }
  | { kind: 'lost'; reason: string; retryMs: number }
  | { kind: 'restarted' };

export type ListenerOptions = {
  /** Address of the Postern, local or remote. */
  apiUrl: string;
  key: string;
  /** Null: reports are only printed. */
  forwardTo: string | null;
  /** Signs what is forwarded. */
  secret: string;
  onEvent: (event: ListenerEvent) => void;
  /** Ends the listener. */
  signal: AbortSignal;
  sleep: (ms: number) => Promise<void>;
};

type Page = { reports: Report[]; cursor: string };

/** What a request to Postern failed with, and whether it is of use to try again. */
class RequestFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

/**
 * Reads reports from now on and forwards each, in order, signed as a webhook. Survives restarts and network errors of both
 * sides: a report is read again until it was forwarded, so it may arrive twice. Returns when `signal` aborts. Throws
 * UserError for what trying again does not change, such as an invalid key.
 */
export async function runListener(options: ListenerOptions): Promise<void> {
  const { signal, onEvent } = options;
  let cursor = 'end';
  let failures = 0;
  while (!signal.aborted) {
    try {
      const page = await nextPage(options, cursor);
      if (cursor === 'end') onEvent({ kind: 'ready' });
      failures = 0;
      for (const report of page.reports) {
        onEvent({ kind: 'report', report });
        await forward(options, report);
        if (signal.aborted) return;
      }
      cursor = page.cursor;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof RequestFailure && error.code === 'invalid_fields' && cursor !== 'end') {
        // The installation was restored from a backup: its positions began again.
        onEvent({ kind: 'restarted' });
        cursor = 'end';
        continue;
      }
      await recover(options, error, failures++);
    }
  }
}

/** Returns the next reports. Turns the account's reports on if they are off. */
async function nextPage(options: ListenerOptions, cursor: string): Promise<Page> {
  const path = `/api/reports?after=${cursor}&limit=${LIMIT}&wait=${cursor === 'end' ? 0 : WAIT_S}`;
  try {
    return (await request(options, 'GET', path)) as Page;
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.code !== 'conflict') throw error;
    await request(options, 'PATCH', '/api/reports', { enabled: true });
    return (await request(options, 'GET', path)) as Page;
  }
}

async function request(options: ListenerOptions, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(path, options.apiUrl), {
    method,
    headers: { 'x-api-key': options.key, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && isRecord(answer)) return answer;
  const { code = '', detail = `the response has the status ${response.status}` } = isRecord(answer) ? answer : {};
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new RequestFailure(
    response.status,
    String(code),
    String(detail).slice(0, KEPT_CHARACTERS),
    Number.isFinite(retryAfter) ? retryAfter * 1_000 : null,
  );
}

/** Waits before the next request. Throws UserError for a refusal that stays. */
async function recover({ onEvent, sleep }: ListenerOptions, error: unknown, failures: number): Promise<void> {
  const isRefused =
    error instanceof RequestFailure && error.status >= 400 && error.status < 500 && error.status !== 429;
  if (isRefused) throw new UserError(error.message);
  const retryAfterMs = error instanceof RequestFailure ? error.retryAfterMs : null;
  const retryMs = Math.min(Math.max(backoff(failures), retryAfterMs ?? 0), MAX_BACKOFF_MS);
  onEvent({ kind: 'lost', reason: reasonOf(error), retryMs });
  await sleep(retryMs);
}

function backoff(failures: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures, 10), MAX_BACKOFF_MS);
}

/** Forwards a report until the application responds with 2xx, or three times with another status. */
async function forward(options: ListenerOptions, report: Report): Promise<void> {
  const { forwardTo, onEvent, sleep, signal } = options;
  if (forwardTo === null) return;
  for (let [failures, refused] = [0, 0]; !signal.aborted; failures++) {
    const outcome = await post(options, forwardTo, report);
    if (signal.aborted) return;
    if (typeof outcome === 'number' && outcome >= 200 && outcome < 300) {
      onEvent({ kind: 'forwarded', report, status: outcome });
      return;
    }
    const isLast = typeof outcome === 'number' && ++refused === MAX_REFUSED;
    const retryMs = isLast ? null : backoff(failures);
    const reason = typeof outcome === 'number' ? `status ${outcome}` : outcome;
    onEvent({ kind: 'failed', report, reason, retryMs });
    if (retryMs === null) return;
    await sleep(retryMs);
  }
}

/** Posts the body that webhooks get. Returns the status, or why there was no response. */
async function post(
  { secret, signal }: ListenerOptions,
  url: string,
  { id, ...content }: Report,
): Promise<number | string> {
  const body = JSON.stringify(content);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders([signingKey(secret)], id, new Date(), body) },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(FORWARD_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
