import { routes, safeNext } from '../base/routes';
import { parseUrl } from '../network/parse-url';

/**
 * Returns the address to go to after a sign-in, as next-auth's callback `redirect` must: `url` where it is inside the console
 * at `baseUrl`, else the overview. Never throws: any client can send any `callbackUrl`, and next-auth would answer 500. The
 * result is ASCII, as a Location header must be.
 */
export function callbackTarget(url: string, baseUrl: string): string {
  const base = new URL(baseUrl);
  const overview = new URL(routes.overview(), base).href;
  const target = parseUrl(url, base.href);
  if (target?.origin !== base.origin) return overview;
  return new URL(safeNext(target.pathname + target.search + target.hash), base).href;
}

/** Whether next-auth accepts `url` as it was sent; it answers 500 for any other. */
export function isReadableCallback(url: string, baseUrl: string): boolean {
  const parsed = parseUrl(url, url.startsWith('/') ? baseUrl : undefined);
  return parsed !== null && /^https?:$/.test(parsed.protocol);
}

/** Codes of errors in next-auth's addresses. It copies any other text as it is into a Location header, which throws. */
const ERROR_CODE = /^\w{1,60}$/;

/** Returns a request's address as next-auth can read it: without values of `callbackUrl` and `error` that it answers with 500. */
export function readableAddress(address: string, baseUrl: string): URL {
  const url = new URL(address);
  const callback = url.searchParams.get('callbackUrl');
  if (callback !== null) url.searchParams.set('callbackUrl', callbackTarget(callback, baseUrl));
  if (!ERROR_CODE.test(url.searchParams.get('error') ?? 'none')) url.searchParams.delete('error');
  return url;
}
