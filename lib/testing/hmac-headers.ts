import { createHash, createHmac } from 'node:crypto';

/** Id and secret of an HMAC credential. */
export type Pair = { keyId: string; secret: string };
type Signing = {
  method?: string;
  path?: string;
  /** Empty for a request without a body. */
  body: string;
  atMs?: number;
  algorithm?: string;
  digest?: 'sha256' | 'md5';
};

/** Returns the headers of a signed request of the `hmac` scheme. */
export function hmacHeaders(pair: Pair, signing: Signing): Record<string, string> {
  const {
    method = 'POST',
    path = '/api/sms',
    body,
    atMs = Date.now(),
    algorithm = 'sha256',
    digest = 'sha256',
  } = signing;
  const date = new Date(atMs).toUTCString();
  const digestHeader = digest === 'md5' ? 'x-Content-MD5' : 'x-content-sha256';
  const sum = createHash(digest).update(body).digest('hex');
  const lines = [`date: ${date}`, ...(body ? [`${digestHeader}: ${sum}`] : []), `${method} ${path} HTTP/1.1`];
  const names = ['date', ...(body ? [digestHeader] : []), 'request-line'].join(' ');
  const signature = createHmac(algorithm, pair.secret).update(lines.join('\n')).digest('base64');
  return {
    ...(body ? { 'content-type': 'application/json' } : {}),
    date,
    ...(body ? { [digestHeader]: sum } : {}),
    authorization: `hmac username="${pair.keyId}", algorithm="hmac-${algorithm}", headers="${names}", signature="${signature}"`,
  };
}
