import { AppError } from '@/lib/base/errors';

/** Headers with a single value. Of two values, Node uses the first for some headers and joins others with a comma. */
const SINGLE = new Set([
  ...['host', 'authorization', 'x-api-key', 'content-type', 'content-length', 'idempotency-key'],
  ...['date', 'x-date', 'content-md5', 'x-content-md5', 'content-sha256', 'x-content-sha256'],
  ...['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'],
  ...['origin', 'sec-fetch-site', 'sec-fetch-mode', 'next-action'],
]);

/** Throws `invalid_request` with the name of the first header of `SINGLE` that is repeated. `raw` is name, value, name… */
export function requireSingleHeaders(raw: readonly string[]): void {
  const seen = new Set<string>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) {
      throw new AppError('invalid_request', `The header ${name} appears more than once. Send it once.`);
    }
    seen.add(name);
  }
}
