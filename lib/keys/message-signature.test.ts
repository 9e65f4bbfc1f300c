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

type Options = { fields?: string[]; params?: string[]; values?: Record<string, unknown>; body?: string; url?: string };

/** Signed by an independent implementation of RFC 9421. */
async function sign({
  fields = COVERED,
  params = ['created', 'nonce', 'keyid', 'alg'],
  values = {},
  body = BODY,
  url = 'https://sms.example.com/api/sms?a=1',
}: Options = {}): Promise<SignedRequest> {
  const unsigned = {
    method: 'POST',
    url,
    headers: { host: 'sms.example.com', 'content-type': 'application/json', 'content-digest': digestOf(body) },
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
  test('signed by another implementation: valid, with key id and nonce', async () => {
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
  ])('refuses %s', async (_, fields) => {
    expect(verify(await sign({ fields }))).toBe('signature_incomplete');
  });

  test('refuses a signature without created', async () => {
    expect(verify(await sign({ params: ['keyid', 'alg'] }))).toBe('signature_incomplete');
  });

  test.each([
    [-301, 'clock_skew'],
    [-299, 'valid'],
    [299, 'valid'],
    [301, 'clock_skew'],
  ])('created %i s from now: %s', async (seconds, expected) => {
    expect(verify(await sign(), NOW - seconds * 1_000)).toBe(expected);
  });

  test('expired by its own word', async () => {
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
  ])('a changed %s is invalid', async (_, change) => {
    expect(verify({ ...(await sign()), ...change })).toBe('invalid');
  });

  test('component parameters are not understood, so they do not verify', async () => {
    const request = await sign({ fields: ['@method', '@path', '@query', 'content-digest', 'content-type;bs'] });
    expect(verify(request)).toBe('invalid');
  });

  test.each([
    ['nothing', {}],
    ['no signature', { 'signature-input': 'sig=("@method");keyid="a"' }],
    ['not a dictionary', { 'signature-input': '((', signature: 'sig=:AA==:' }],
    ['no key id', { 'signature-input': 'sig=("@method")', signature: 'sig=:AA==:' }],
    ['another label', { 'signature-input': 'sig=("@method");keyid="a"', signature: 'other=:AA==:' }],
  ])('%s: not one', (_, headers: Record<string, string>) => {
    const request = {
      method: 'POST',
      target: '/',
      header: (name: string) => headers[name] ?? null,
      body: Buffer.alloc(0),
    };
    expect(parseMessageSignature(request)).toBeNull();
  });
});
