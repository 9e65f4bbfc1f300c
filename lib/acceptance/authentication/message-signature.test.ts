import { createHash, randomBytes } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import { describe, expect, test } from 'vitest';
import { parseMessageSignature } from './message-signature';
import type { SignedRequest } from './signature';

const SECRET = 'a secret of forty-three characters or more, yes';
const BODY = '{"to":"+37255555555","text":"hi"}';
const NOW = Date.parse('2026-11-20T12:00:00Z');
const COVERED = ['@method', '@authority', '@path', '@query', 'content-digest', 'content-type'];

const digestOf = (body: string) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

type Options = {
  fields?: string[];
  params?: string[];
  values?: Record<string, unknown>;
  body?: string;
  url?: string;
  digest?: string;
};

/** Signed by an independent implementation of RFC 9421. */
async function sign({
  fields = COVERED,
  params = ['created', 'nonce', 'keyid', 'alg'],
  values = {},
  body = BODY,
  url = 'https://sms.example.com/api/sms?a=1',
  digest = digestOf(body),
}: Options = {}): Promise<SignedRequest> {
  const unsigned = {
    method: 'POST',
    url,
    headers: { host: 'sms.example.com', 'content-type': 'application/json', 'content-digest': digest },
  };
  const signed = await httpbis.signMessage(
    {
      key: createSigner(SECRET, 'hmac-sha256', 'hk_1'),
      fields,
      params,
      paramValues: { created: new Date(NOW), nonce: randomBytes(8).toString('hex'), ...values },
    },
    unsigned,
  );
  const headers = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const { pathname, search } = new URL(url);
  return {
    method: 'POST',
    target: pathname + search,
    header: (name) => headers[name] ?? null,
    body: Buffer.from(body),
  };
}

const verify = (request: SignedRequest, nowMs = NOW, secret = SECRET) =>
  parseMessageSignature(request)?.verify(secret, { compatible: false, nowMs });

describe('RFC 9421 with hmac-sha256', () => {
  test('accepts a signature of another implementation and returns key id and nonce', async () => {
    const request = await sign({ values: { nonce: 'n-1' } });
    expect(parseMessageSignature(request)).toMatchObject({ keyId: 'hk_1', nonce: 'n-1' });
    expect(verify(request)).toBe('valid');
    expect(verify(request, NOW, 'another secret')).toBe('invalid');
  });

  test.each([
    ['@target-uri', ['@method', '@target-uri', 'content-digest']],
    ['@request-target', ['@method', '@request-target', 'content-digest']],
  ])('%s covers path and query', async (_, fields) => {
    expect(verify(await sign({ fields }))).toBe('valid');
  });

  test.each([
    ['no method', ['@path', '@query', 'content-digest']],
    ['no path', ['@method', '@query', 'content-digest']],
    ['a query that is not covered', ['@method', '@path', 'content-digest']],
    ['a body that is not covered', ['@method', '@path', '@query']],
  ])('rejects %s', async (_, fields) => {
    expect(verify(await sign({ fields }))).toBe('signature_incomplete');
  });

  test('rejects a signature without created', async () => {
    expect(verify(await sign({ params: ['keyid', 'alg'] }))).toBe('signature_incomplete');
  });

  test.each([
    [-301, 'clock_skew'],
    [-299, 'valid'],
    [299, 'valid'],
    [301, 'clock_skew'],
  ])('judges a signature created %i s from now as %s', async (seconds, expected) => {
    expect(verify(await sign(), NOW - seconds * 1_000)).toBe(expected);
  });

  test('rejects a signature after its own expires', async () => {
    const request = await sign({
      params: ['created', 'expires', 'keyid', 'alg'],
      values: { expires: new Date(NOW + 10_000) },
    });
    expect([verify(request, NOW + 9_000), verify(request, NOW + 11_000)]).toEqual(['valid', 'clock_skew']);
  });

  test.each([
    ['body', { body: Buffer.from('{}') }],
    ['query', { target: '/api/sms?a=2' }],
    ['method', { method: 'PUT' }],
  ])('rejects a changed %s', async (_, change) => {
    expect(verify({ ...(await sign()), ...change })).toBe('invalid');
  });

  test.each(['SMS.example.com', 'sms.example.com:443', 'sms.example.com:80', 'sms.example.com:'])(
    'accepts the host %j as the signed one',
    async (host) => {
      for (const field of ['@authority', '@target-uri']) {
        const request = await sign({ fields: ['@method', '@path', '@query', 'content-digest', field] });
        const header = (name: string) => (name === 'host' ? host : request.header(name));
        const isHttp = field === '@target-uri' && host.endsWith(':80');
        expect(verify({ ...request, header })).toBe(isHttp ? 'invalid' : 'valid');
      }
    },
  );

  test('rejects the same host with another port', async () => {
    const request = await sign();
    const header = (name: string) => (name === 'host' ? 'sms.example.com:8443' : request.header(name));
    expect(verify({ ...request, header })).toBe('invalid');
  });

  test('accepts the public address when a proxy changes the host', async () => {
    const request = await sign({ fields: ['@method', '@target-uri', 'content-digest'] });
    const header = (name: string) => (name === 'host' ? '127.0.0.1:3000' : request.header(name));
    expect(verify({ ...request, header })).toBe('invalid');
    expect(verify({ ...request, header, publicUrl: () => 'https://sms.example.com' })).toBe('valid');
    expect(verify({ ...request, header, publicUrl: () => 'https://other.example.com' })).toBe('invalid');
  });

  test.each([
    ['md5', 'weak_algorithm', 'valid'],
    ['crc32c', 'signature_incomplete', 'signature_incomplete'],
  ])('judges a body covered only by %s as %s', async (name, strict, compatible) => {
    const value = createHash('md5').update(BODY).digest('base64');
    const request = await sign({ digest: `${name}=:${value}:` });
    const signature = parseMessageSignature(request);
    expect(signature?.verify(SECRET, { compatible: false, nowMs: NOW })).toBe(strict);
    expect(signature?.verify(SECRET, { compatible: true, nowMs: NOW })).toBe(compatible);
  });

  test('rejects component parameters that it does not support', async () => {
    const request = await sign({ fields: ['@method', '@path', '@query', 'content-digest', 'content-type;bs'] });
    expect(verify(request)).toBe('invalid');
  });

  test.each([
    ['nothing', {}],
    ['no signature', { 'signature-input': 'sig=("@method");keyid="a"' }],
    ['not a dictionary', { 'signature-input': '((', signature: 'sig=:AA==:' }],
    ['no key id', { 'signature-input': 'sig=("@method")', signature: 'sig=:AA==:' }],
    ['another label', { 'signature-input': 'sig=("@method");keyid="a"', signature: 'other=:AA==:' }],
  ])('returns null for %s', (_, headers: Record<string, string>) => {
    const request = {
      method: 'POST',
      target: '/',
      header: (name: string) => headers[name] ?? null,
      body: Buffer.alloc(0),
    };
    expect(parseMessageSignature(request)).toBeNull();
  });
});
