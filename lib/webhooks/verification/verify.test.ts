import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { newSigningSecret, publicKeyOf, signatureHeaders, signingKey } from '../signature';
import { readPastedHeaders } from './pasted-headers';
import { verifyPasted } from './verify';

const NOW = new Date('2026-11-28T23:00:00Z');
const MINUTE_MS = 60_000;
const ID = '019a9f3e-6c1d-7d1a-9f0e-2b8f6f0a4c11';
const BODY = '{"type":"message.delivered","data":{"to":"+37255512345","reference":"Grüße/1","metadata":{}}}';
const SECRET = newSigningSecret();
const PAIR = newSigningSecret('v1a');
const PUBLIC = publicKeyOf(PAIR) ?? '';

const lines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
const sign = (secrets: string[], at = NOW, body = BODY) =>
  lines(signatureHeaders(secrets.map(signingKey), ID, at, body));

async function verdict(headers: string, body = BODY, secret = SECRET) {
  const { isValid, steps } = await verifyPasted({ headers, body, secret }, NOW);
  return [isValid, ...steps.map(({ name, state }) => `${name} ${state}`)];
}

async function explanation(headers: string, body: string, secret = SECRET) {
  return (await verifyPasted({ headers, body, secret }, NOW)).steps.at(-1)?.text ?? '';
}

const ALL_OK = [true, 'Headers ok', 'Time ok', 'Secret ok', 'Signature ok'];

describe('a right signature', () => {
  test('is valid with a shared secret, a public key, and each of two secrets during a rotation', async () => {
    const before = newSigningSecret();
    expect(await verdict(sign([SECRET]))).toEqual(ALL_OK);
    expect(await verdict(sign([SECRET]), BODY, ` ${SECRET}\n`)).toEqual(ALL_OK);
    expect(await verdict(sign([PAIR]), BODY, PUBLIC)).toEqual(ALL_OK);
    expect(await verdict(sign([SECRET, before]), BODY, before)).toEqual(ALL_OK);
    expect(await verdict(sign([SECRET, PAIR]), BODY, PUBLIC)).toEqual(ALL_OK);
  });

  test('is valid exactly where the library of Standard Webhooks accepts it', async () => {
    for (const [secret, body] of [
      [SECRET, BODY],
      [SECRET, `${BODY} `],
      [newSigningSecret(), BODY],
    ] as const) {
      const headers = signatureHeaders([signingKey(SECRET)], ID, new Date(), BODY);
      let accepted = true;
      try {
        new Webhook(secret).verify(body, headers);
      } catch {
        accepted = false;
      }
      const { isValid } = await verifyPasted({ headers: lines(headers), body, secret }, new Date());
      expect(isValid).toBe(accepted);
    }
  });

  test.each([
    [-5, 'ok'],
    [-6, 'note'],
    [5, 'ok'],
    [6, 'note'],
    [-3_000, 'note'],
  ])('sent %i minutes from now: the time is %s', async (minutes, state) => {
    const headers = sign([SECRET], new Date(NOW.getTime() + minutes * MINUTE_MS));
    expect(await verdict(headers)).toEqual([
      state === 'ok',
      'Headers ok',
      `Time ${state}`,
      'Secret ok',
      'Signature ok',
    ]);
  });
});

describe('a wrong signature is explained', () => {
  test.each([
    ['a line break', `${BODY}\n`, /line break at its end/],
    ['Windows line breaks', BODY.replace(',', ',\r\n'), /line breaks|parsed and written again/],
    ['blanks', `  ${BODY}  `, /blanks around/],
    ['indentation', JSON.stringify(JSON.parse(BODY), null, 2), /parsed and written again/],
    ['escapes of PHP', BODY.replace('/', '\\/'), /parsed and written again/],
    ['escapes of Python', BODY.replace('ü', '\\u00fc').replaceAll('":', '": '), /parsed and written again/],
    ['a JSON string', JSON.stringify(BODY), /JSON string/],
    ['base64', Buffer.from(BODY).toString('base64'), /base64/],
    ['another value', BODY.replace('12345', '12346'), /not made with this secret/],
    ['nothing', '', /not made with this secret/],
  ])('a body changed by %s', async (_, body, text) => {
    expect(await explanation(sign([SECRET]), body)).toMatch(text);
    expect((await verdict(sign([SECRET]), body))[0]).toBe(false);
  });

  test.each([
    ['another secret', newSigningSecret(), /not made with this secret/],
    ['the public key of another pair', publicKeyOf(newSigningSecret('v1a')) ?? '', /signs with a shared secret/],
    ['a cut secret', SECRET.slice(0, 30), /Copy all of it|copy all of it/],
    ['no base64', 'whsec_*', /not base64/],
    ['a private key', PAIR, /whpk_/],
    ['a cut public key', `${PUBLIC.slice(0, 40)}=`, /Copy all of it|copy all of it/],
    ['nothing', ' ', /Paste the secret/],
  ])('%s', async (_, secret, text) => {
    expect(await explanation(sign([SECRET]), BODY, secret)).toMatch(text);
  });

  test('a signature of the other version', async () => {
    expect(await explanation(sign([PAIR]), BODY)).toMatch(/whpk_/);
    expect(await explanation('webhook-id: a\nwebhook-timestamp: 1\nwebhook-signature: abc', BODY)).toMatch(
      /no signature/,
    );
  });

  test.each([
    ['', /Missing: webhook-id, webhook-timestamp, webhook-signature/],
    ['webhook-id: a\nwebhook-signature: v1,x', /Missing: webhook-timestamp\./],
    ['svix-id: a\nsvix-signature: v1,x', /Svix/],
  ])('headers %j', async (headers, text) => {
    expect(await explanation(headers, BODY)).toMatch(text);
  });

  test.each(['1795906800000', '2026-11-28T23:00:00Z', '-1', 'NaN'])('the time %s', async (timestamp) => {
    const headers = sign([SECRET]).replace(/timestamp: \d+/, `timestamp: ${timestamp}`);
    expect(await verdict(headers)).toEqual([false, 'Headers ok', 'Time bad', 'Secret ok', 'Signature bad']);
  });
});

const HEADERS = { id: 'msg_1', timestamp: '1795906800', signature: 'v1,aGVsbG8= v1,d29ybGQ=' };
test.each([
  ['lines', 'Webhook-Id: msg_1\r\nWebhook-Timestamp:1795906800\r\nWebhook-Signature:  v1,aGVsbG8= v1,d29ybGQ=\r\n'],
  [
    'curl -v',
    '> POST / HTTP/1.1\n> webhook-id: msg_1\n> webhook-timestamp: 1795906800\n> webhook-signature: v1,aGVsbG8= v1,d29ybGQ=',
  ],
  [
    'a command',
    "curl -X POST \\\n -H 'webhook-id: msg_1' \\\n -H 'webhook-timestamp: 1795906800' \\\n -H 'webhook-signature: v1,aGVsbG8= v1,d29ybGQ=' \\",
  ],
  [
    'an object',
    JSON.stringify({
      'webhook-id': 'msg_1',
      'Webhook-Timestamp': 1795906800,
      'webhook-signature': [HEADERS.signature],
    }),
  ],
  [
    'pairs',
    JSON.stringify([
      ['webhook-id', 'msg_1'],
      ['webhook-timestamp', '1795906800'],
      ['webhook-signature', HEADERS.signature],
    ]),
  ],
  ['CGI', 'HTTP_WEBHOOK_ID=msg_1\nHTTP_WEBHOOK_TIMESTAMP=1795906800\nHTTP_WEBHOOK_SIGNATURE=v1,aGVsbG8= v1,d29ybGQ='],
  [
    'Ruby',
    '"webhook-id" => "msg_1",\n"webhook-timestamp" => "1795906800",\n"webhook-signature" => "v1,aGVsbG8= v1,d29ybGQ="',
  ],
  [
    'repeated',
    'webhook-id: msg_1\nwebhook-id: msg_2\nwebhook-timestamp: 1795906800\nwebhook-signature: v1,aGVsbG8= v1,d29ybGQ=',
  ],
])('headers are read from %s', (_, text) => {
  expect(readPastedHeaders(text)).toEqual(HEADERS);
});
