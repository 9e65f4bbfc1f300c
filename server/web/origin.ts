import type { IncomingHttpHeaders } from 'node:http';
import { processSingleton } from '@/lib/base/process-singleton';
import { parseUrl } from '@/lib/network/parse-url';
import { logger } from '@/lib/runtime/logger';

const FOREIGN = 'This request did not come from a page of this site.';
const LOGGED_ORIGINS = 20;
const LOG_AGAIN_MS = 3_600_000;

/** `origin` is null for a request without the header, which is accepted because of Sec-Fetch-Site. */
export type OriginVerdict = { ok: true; origin: URL | null } | { ok: false; detail: string };

/**
 * Checks that a request that changes something comes from a page of this console: its Origin is `publicUrl` (POSTERN_URL),
 * or the requested host with the same scheme: a page of the same host without TLS may be another's (ASVS 5.0 §3.5). For a page that is open at another address, as behind a proxy with a port of its own, the refusal
 * and the log name the wrong setting; not for a request that the browser marks as cross-site.
 */
export function checkOrigin(headers: IncomingHttpHeaders, publicUrl: URL): OriginVerdict {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (origin === undefined) {
    return site === 'same-origin' ? { ok: true, origin: null } : { ok: false, detail: FOREIGN };
  }
  const url = parseUrl(origin);
  if (!url || !/^https?:$/.test(url.protocol)) return { ok: false, detail: FOREIGN };
  const isRequested = url.protocol === publicUrl.protocol && url.host === hostOf(host, url.protocol);
  if (url.origin === publicUrl.origin || isRequested) return { ok: true, origin: url };
  if (site === 'cross-site') return { ok: false, detail: FOREIGN };
  logMismatch(url.origin, publicUrl.origin, headers);
  return { ok: false, detail: mismatch(url.origin, publicUrl.origin) };
}

function mismatch(opened: string, expected: string): string {
  return `This page is open at ${opened}, but POSTERN_URL is ${expected}. Open it there, or set POSTERN_URL=${opened} and restart Postern.`;
}

/** As URLs write it: lower case, without the default port. */
function hostOf(host: string | undefined, protocol: string): string | null {
  const url = `${protocol}//${host}`;
  return host === undefined ? null : (parseUrl(url)?.host ?? null);
}

/** Logs once per origin and hour, because any client can send such requests with any number of origins. */
function logMismatch(opened: string, expected: string, headers: IncomingHttpHeaders): void {
  const logged = processSingleton('logged-origins', () => ({ origins: new Set<string>(), sinceMs: 0 }));
  if (Date.now() - logged.sinceMs > LOG_AGAIN_MS) Object.assign(logged, { origins: new Set(), sinceMs: Date.now() });
  if (logged.origins.has(opened) || logged.origins.size >= LOGGED_ORIGINS) return;
  logged.origins.add(opened);
  logger().warn(
    { origin: opened, posternUrl: expected, host: headers.host, forwardedHost: headers['x-forwarded-host'] },
    `request refused: its Origin is not POSTERN_URL; if people open the console at ${opened}, set POSTERN_URL=${opened}`,
  );
}
