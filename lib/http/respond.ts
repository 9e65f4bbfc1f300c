import { once } from '../registry';

type Headers = Record<string, string>;

/**
 * The class JSON answers are made with: the platform's Response, or the lighter one that the web server's adapter brings
 * (building the platform's own costs a fifth of the throughput of POST /api/sms).
 */
function holder(): { current: typeof Response | undefined } {
  return once('response-class', () => ({ current: undefined }));
}

/** Makes every later JSON answer with `lighter`. For the web server's start. */
export function answerWith(lighter: typeof Response): void {
  holder().current = lighter;
}

/** A JSON answer. */
export function json(status: number, body: unknown, headers: Headers = {}): Response {
  const Class = holder().current ?? Response;
  return new Class(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
}
