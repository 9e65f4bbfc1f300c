/** Requests of one receiver that are kept, and for how long. */
export const KEPT_REQUESTS = 100;
export const KEPT_HOURS = 24;
export const MAX_RECEIVED_BYTES = 64 * 1024;

/** Statuses that a receiver can answer with, to try what follows from each. */
export const ANSWER_STATUSES = [200, 410, 429, 500] as const;
export type AnswerStatus = (typeof ANSWER_STATUSES)[number];

/** Seconds in the header Retry-After of a 429. */
export const RETRY_AFTER_S = 10;

const PATH = /^\/hooks\/(whr_[\w-]{32})$/;

/** Returns the token in the path of a built-in receiver's URL, or null for any other path. */
export function receiverToken(pathname: string): string | null {
  return PATH.exec(pathname)?.[1] ?? null;
}

/** Returns the path of the receiver with this token. */
export function receiverPath(token: string): string {
  return `/hooks/${token}`;
}

/** Whether a URL is that of a built-in receiver of the installation at `publicUrl`. */
export function isReceiverUrl(url: URL, publicUrl: string): boolean {
  return url.origin === new URL(publicUrl).origin && url.search === '' && receiverToken(url.pathname) !== null;
}

/** Returns the answer of a receiver. Its body says why it is no success. */
export function receiverAnswer(status: number): { status: number; headers: Record<string, string>; body: object } {
  if (status === 200) return { status, headers: {}, body: { received: true } };
  const headers: Record<string, string> = status === 429 ? { 'retry-after': String(RETRY_AFTER_S) } : {};
  return { status, headers, body: { received: true, note: `This receiver is set to answer ${status}.` } };
}
