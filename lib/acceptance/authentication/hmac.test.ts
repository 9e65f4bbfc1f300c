import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { regexpSteps } from '../../testing/regexp-steps';
import { parseHmac, signingString } from './hmac';
import type { SignedRequest } from './signature';

const SECRET = 'test-hmac-secret-for-vector';
const DATE = 'Sat, 30 Jul 2016 05:18:52 GMT';
const BODY = '{"messages":[{"content":"Hello World","destination_number":"+61491570156","format":"SMS"}]}';
const MD5 = 'e4355dd089ef72a8730a238a3a324237';
const NOW = Date.parse(DATE);

type Parts = { names: string; algorithm: string; signature: string; username?: string };

const authorization = ({ names, algorithm, signature, username = 'TESTKEY0000000000001' }: Parts) =>
  `hmac username="${username}", algorithm="${algorithm}", headers="${names}", signature="${signature}"`;

function request(headers: Record<string, string>, overrides: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: 'POST',
    target: '/v1/messages',
    header: (name) => headers[name] ?? null,
    body: Buffer.from(BODY),
    ...overrides,
  };
}

const verify = (signed: SignedRequest, options = { compatible: true, nowMs: NOW }, secret = SECRET) =>
  parseHmac(signed)?.verify(secret, options);

describe("test vectors of the vendor's clients", () => {
  test.each([
    ['Node, Python, C# SDK', 'hmac-sha1', 'date x-Content-MD5 request-line', 'kjhs/8MEIhv39SEllW/h2D7eOx4='],
    ['documentation', 'hmac-sha256', 'Date Content-MD5 request-line', 'qJHtvhc4JwwWw0X5hFY6u3tneCC8DnES+7eO+B9+Oe8='],
  ])('%s', (_, algorithm, names, signature) => {
    const headers = {
      authorization: authorization({ names, algorithm, signature }),
      date: DATE,
      'content-md5': MD5,
      'x-content-md5': MD5,
    };
    expect(verify(request(headers))).toBe('valid');
    expect(verify(request(headers), { compatible: false, nowMs: NOW })).toBe('weak_algorithm');
    expect(verify(request(headers), undefined, 'another secret')).toBe('invalid');
  });

  test("matches a client's published signature with header names in mixed case", () => {
    const date = 'Thu, 12 Dec 2019 10:16:19 GMT';
    const body = Buffer.from(
      '{"messages": [{"content": "Content", "destination_number": "+1234567890", "delivery_report": true, "format": "SMS"}]}',
    );
    const headers = {
      authorization: authorization({
        names: 'Date x-Content-MD5 request-line',
        algorithm: 'hmac-sha1',
        signature: 'sLAeOwXXix428meq3vhSmwdN2gg=',
        username: 'API_KEY_12345678',
      }),
      date,
      'x-content-md5': '5fe6c18746c7d300f04f08a1db90ced2',
    };
    const options = { compatible: true, nowMs: Date.parse(date) };
    expect(parseHmac(request(headers, { body }))?.keyId).toBe('API_KEY_12345678');
    expect(verify(request(headers, { body }), options, 'API_SECRET_12345678')).toBe('valid');
  });

  test('matches the PHP client, whose names are all lowercase', () => {
    expect(verify(sign({ names: 'date x-content-md5 request-line', algorithm: 'sha1' }))).toBe('valid');
  });

  test('accepts the documentation\'s spaces before "="', () => {
    const signed = sign({});
    const spaced = (signed.header('authorization') ?? '').replace(/="/g, '  ="');
    const header = (name: string) => (name === 'authorization' ? spaced : signed.header(name));
    expect(verify({ ...signed, header }, { compatible: false, nowMs: NOW })).toBe('valid');
  });
});

type Signing = {
  names?: string;
  algorithm?: 'sha1' | 'sha256' | 'sha512';
  headers?: Record<string, string>;
  body?: string;
  target?: string;
};

/** Signs with SHA-256 throughout, as Postern's documentation recommends. */
function sign({
  names = 'date x-content-sha256 request-line',
  algorithm = 'sha256',
  headers = {},
  body = BODY,
  target = '/v1/messages',
}: Signing) {
  const all: Record<string, string> = {
    date: DATE,
    'x-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-content-md5': createHash('md5').update(body).digest('hex'),
    'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
    digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
    ...headers,
  };
  const unsigned = request(all, { body: Buffer.from(body), target });
  const text = signingString(names.split(' '), unsigned) ?? '';
  const signature = createHmac(algorithm, SECRET).update(text).digest('base64');
  all.authorization = authorization({ names, algorithm: `hmac-${algorithm}`, signature });
  return unsigned;
}

const strict = { compatible: false, nowMs: NOW };

describe('a strict key', () => {
  test.each(['x-content-sha256', 'content-digest', 'digest'])('accepts the body digest in %s', (name) => {
    expect(verify(sign({ names: `date ${name} request-line` }), strict)).toBe('valid');
  });

  test.each([
    ['IMF-fixdate', DATE],
    ['RFC 850', 'Saturday, 30-Jul-16 05:18:52 GMT'],
    ['asctime', 'Sat Jul 30 05:18:52 2016'],
  ])('reads a date as %s in UTC', (_, date) => {
    expect(verify(sign({ headers: { date } }), strict)).toBe('valid');
    expect(verify(sign({ names: 'x-date digest request-line', headers: { 'x-date': date } }), strict)).toBe('valid');
  });

  test.each(['2016-07-30T05:18:52Z', 'Sat, 30 Jul 2016 05:18:52', 'Fri, 30 Jul 2016 05:18:52 GMT', '1469855932', ''])(
    'rejects the date %j, which HTTP does not define',
    (date) => {
      expect(verify(sign({ headers: { date } }), strict)).toBe('unreadable_date');
    },
  );

  test('requires both of two signed dates to be current', () => {
    const names = 'date x-date digest request-line';
    expect(verify(sign({ names, headers: { 'x-date': DATE } }), strict)).toBe('valid');
    const old = 'Fri, 29 Jul 2016 05:18:52 GMT';
    expect(verify(sign({ names, headers: { 'x-date': old } }), strict)).toBe('clock_skew');
    expect(verify(sign({ names, headers: { date: old, 'x-date': DATE } }), strict)).toBe('clock_skew');
  });

  const sha256 = createHash('sha256').update(BODY).digest('base64');
  const md5 = createHash('md5').update(BODY).digest('base64');
  const wrong = createHash('sha256').update('other').digest('base64');
  test.each([
    ['digest', `sha-256=${sha256}`, 'valid'],
    ['digest', `sha-256=${sha256},md5=${md5}`, 'valid'],
    ['digest', `MD5=${md5}, SHA-256=${sha256}, unixsum=1`, 'valid'],
    ['digest', `md5=${md5}`, 'weak_algorithm'],
    ['digest', `sha-256=${sha256}, md5=${wrong}`, 'invalid'],
    ['digest', `sha-256=${wrong}`, 'invalid'],
    ['digest', 'unixsum=30637', 'signature_incomplete'],
    ['content-digest', `md5=:${md5}:, sha-256=:${sha256}:`, 'valid'],
    ['content-digest', `md5=:${md5}:`, 'weak_algorithm'],
    ['content-digest', `sha-512=:${wrong}:, sha-256=:${sha256}:`, 'invalid'],
    ['content-digest', 'crc32c=:AAA=:', 'signature_incomplete'],
  ])('accepts %s: %s as %s', (name, value, expected) => {
    const signed = sign({ names: `date ${name} request-line`, headers: { [name]: value } });
    expect(verify(signed, strict)).toBe(expected);
    if (expected === 'weak_algorithm') expect(verify(signed)).toBe('valid');
  });

  test('accepts SHA-512', () => {
    expect(verify(sign({ algorithm: 'sha512' }), strict)).toBe('valid');
  });

  test.each([
    ['only the date', 'date'],
    ['no date', 'x-content-sha256 request-line'],
    ['no request line', 'date x-content-sha256'],
    ['no body digest', 'date request-line'],
  ])('rejects insufficient coverage: %s', (_, names) => {
    expect(verify(sign({ names }), strict)).toBe('signature_incomplete');
  });

  test('requires no digest without a body', () => {
    expect(verify(sign({ names: 'date request-line', body: '' }), strict)).toBe('valid');
  });

  test.each([
    [-301_000, 'clock_skew'],
    [-299_000, 'valid'],
    [299_000, 'valid'],
    [301_000, 'clock_skew'],
  ])('verifies a date that is %i ms off as %s', (offset, expected) => {
    expect(verify(sign({}), { compatible: false, nowMs: NOW + offset })).toBe(expected);
  });
});

describe('rejects a change of', () => {
  test('one body byte with an unchanged digest', () => {
    expect(verify({ ...sign({}), body: Buffer.from(BODY.replace('World', 'Worle')) }, strict)).toBe('invalid');
  });

  test('body and digest', () => {
    const signed = sign({});
    const body = Buffer.from('{}');
    const digest = createHash('sha256').update(body).digest('hex');
    const header = (name: string) => (name === 'x-content-sha256' ? digest : signed.header(name));
    expect(verify({ ...signed, body, header }, strict)).toBe('invalid');
  });

  test.each([
    ['query', { target: '/v1/messages?a=2' }],
    ['path', { target: '/v1/other' }],
    ['method', { method: 'PUT' }],
  ])('%s', (_, change) => {
    expect(verify({ ...sign({ target: '/v1/messages?a=1' }), ...change }, strict)).toBe('invalid');
  });

  test('rejects a stronger signature under a weaker algorithm name', () => {
    const signed = sign({});
    const weaker = (signed.header('authorization') ?? '').replace('hmac-sha256', 'hmac-sha1');
    expect(verify({ ...signed, header: (name) => (name === 'authorization' ? weaker : signed.header(name)) })).toBe(
      'invalid',
    );
  });
});

test.each([
  'Bearer x',
  'hmac',
  'hmac username="a"',
  'hmac username="a", algorithm="none", headers="date", signature="x"',
  'hmac username="a", algorithm="hmac-sha256", headers="", signature="x"',
  'hmac username="a", algorithm="hmac-sha256", headers="date date", signature="eA=="',
  'hmac username="a", algorithm="hmac-sha256", headers="date Date", signature="eA=="',
  'hmac username="a", username="b", algorithm="hmac-sha256", headers="date", signature="eA=="',
  'hmac username="a" algorithm="hmac-sha256" headers="date" signature="eA=="',
])('returns null for %j', (header) => {
  expect(parseHmac(request({ authorization: header, date: DATE }))).toBeNull();
});

test('parses a long word in linear time', () => {
  const steps = (length: number) =>
    regexpSteps(() => void parseHmac(request({ authorization: `hmac ${'a'.repeat(length)}`, date: DATE })));
  expect(steps(200)).toBeGreaterThan(200);
  expect(steps(400)).toBeLessThan(3 * steps(200));
});
