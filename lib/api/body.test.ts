import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { toAppError } from '../database/translate-error';
import { parseFields } from './body';
import { queryFields, queryValue } from './form';
import { parseJson } from './json-text';

const parse = (body: string | Buffer, headers: Record<string, string>) =>
  parseFields(
    { headers: { get: (name) => headers[name] ?? null }, body: Buffer.from(body as string) },
    { maxValues: 30_000, maxMembers: 30_000 },
  );
const FORM = 'application/x-www-form-urlencoded';
const form = (text: string | Buffer) => parse(text, { 'content-type': `${FORM}; charset=utf-8` });
const json = (text: string | Buffer, type = 'application/json') => parse(text, { 'content-type': type });

/** Returns the refusal of `run` as [code, message]. */
function refused(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    const { code, message } = toAppError(error);
    return [code, message];
  }
  throw new Error('it was not refused');
}

test.each([
  ['', {}],
  ['to=1&text=a+b%26', { to: '1', text: 'a b&' }],
  ['to=1&to=2&to=3', { to: ['1', '2', '3'] }],
  ['to=1&to=&to=3', { to: ['1', '3'] }],
  ['a=&a=1&a=&b=&b=', { a: '1', b: '' }],
  ['a=+&a=1&a=%C2%A0&b=+&b=', { a: '1', b: ' ' }],
  ['to=+&to=1', { to: '1' }],
  ['a=&a[b]=1', { a: { b: '1' } }],
  ['a[b]=1&a=+', { a: { b: '1' } }],
  ['a[b]=1&a[c]=2&a[b]=', { a: { b: '1', c: '2' } }],
  // Both values are kept: the schema decides what is valid.
  ['a=1&a[b]=2', { a: ['1', { b: '2' }] }],
  ['a[b]=2&a=1', { a: ['1', { b: '2' }] }],
  ['a[]=1&[b]=2&a[b][c]=3', { 'a[]': '1', '[b]': '2', 'a[b][c]': '3' }],
  ['constructor=1&toString[a]=2', { constructor: '1', toString: { a: '2' } }],
])('parses the form %j', (text, fields) => {
  expect(form(text)).toEqual(fields);
});

test.each([
  ['text=a&text=b', 'text'],
  ['text=a&text=a', 'text'],
  ['dlr_url=a&to=1&dlr_url=b', 'dlr_url'],
  ['a[b]=1&a[c]=2&a[b]=3', 'a'],
  ['a[to]=1&a[to]=2', 'a'],
])('refuses a form that repeats a single-value field: %s', (text, field) => {
  expect(refused(() => form(text))).toEqual(['invalid_fields', `${field}: It appears more than once. Send it once.`]);
});

test('prevents prototype access by form fields', () => {
  const fields = form('__proto__=1&a[__proto__]=2') as Record<string, unknown>;
  expect(Object.keys(fields)).toEqual(['__proto__', 'a']);
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(Object.keys(fields.a as object)).toEqual(['__proto__']);
});

test.each([
  ['invalid bytes', Buffer.from([...Buffer.from('{"a":"'), 0xe4, 0x22, 0x7d]), /byte 6 is 0xE4/],
  ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), /byte 1 is 0xC0/],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), /byte 1 is 0xED/],
  ['a truncated character', Buffer.from([0x22, 0xf0, 0x9f, 0x98]), /byte 1 is 0xF0/],
  ['beyond U+10FFFF', Buffer.from([0x22, 0xf4, 0x90, 0x80, 0x80]), /byte 1 is 0xF4/],
  ['a byte order mark', Buffer.from('\ufeff{}'), /byte order mark \(U\+FEFF in UTF-8\)/],
  ['a byte order mark of UTF-16', Buffer.from('\ufeff{}', 'utf16le'), /byte order mark \(U\+FEFF in UTF-16\)/],
  ['one of UTF-16BE', Buffer.from([0xfe, 0xff, 0x00, 0x7b]), /byte order mark \(U\+FEFF in UTF-16\)/],
  ['one of UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), /byte order mark \(U\+FEFF in UTF-32\)/],
  ['one of UTF-32BE', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b]), /byte order mark \(U\+FEFF in UTF-32\)/],
  ['UTF-16 without a mark', Buffer.from('{}', 'utf16le'), /has NUL bytes, as UTF-16/],
  ['an unfinished object', '{"a":', /not valid JSON/],
])('refuses JSON with %s as malformed', (_, body, message) => {
  const [code, detail] = refused(() => json(body));
  expect(code).toBe('malformed_json');
  expect(detail).toMatch(message);
});

test.each(['{"to":1,"to":2}', '{"to":1,"\\u0074o":2}', '{"to":"a","x":[{"b":1}],"to":"a"}', '{ "to" : 1 , "to" : 1 }'])(
  'refuses JSON with a repeated name: %s',
  (body) => {
    expect(refused(() => json(body))).toEqual(['invalid_fields', expect.stringMatching(/^to: .*twice/)]);
  },
);

test.each([
  ['{"a":{"b":1,"b":2}}', 'a.b'],
  ['{"a":[{},{"b":"\\"","c":{"d":1,"\\u0064":2}}]}', 'a.1.c.d'],
  ['[{"a":1},{"":1,"":2}]', '1.'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
])('names the position of the repeated name: %s', (body, field) => {
  expect(refused(() => json(body))[1]).toContain(`${field}: `);
});

test.each([
  ['{"text":"\\ud800"}', 'text'],
  ['{"a":[{"b":"x\\udc00\\ud800"}]}', 'a.0.b'],
  ['{"\\udfff":1}', '\\u{dfff}'],
  ['{"a":{"b":[1,{"c\\ud800":"x"}]}}', 'a.b.1.c\\u{d800}'],
  ['["x","\\ud800"]', '1'],
  ['"\\ud800"', 'body'],
])('half of a surrogate pair is refused in %s', (body, field) => {
  expect(refused(() => json(body))).toEqual([
    'invalid_fields',
    expect.stringContaining(`${field}: The text holds half`),
  ]);
});

test('parses valid JSON as JSON.parse does', () => {
  fc.assert(
    fc.property(
      fc.json({
        stringUnit: fc.oneof(
          fc.constant('"'),
          fc.constant('\\'),
          fc.constant(':'),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
        maxDepth: 6,
      }),
      (text) => {
        expect(json(text)).toEqual(JSON.parse(text));
      },
    ),
    { seed: 12, numRuns: 300 },
  );
});

test.each([
  ['application/json; charset=iso-8859-1', 'charset'],
  ['application/json;charset="ISO-8859-1"', 'charset'],
  ['application/json; Charset=utf-16', 'charset'],
  ['application/json; charset=utf-8; charset=latin1', 'charsets'],
  ['application/json; charset', 'cannot be read'],
  ['application/json; charset = utf-8', 'cannot be read'],
  [`${FORM}; charset=windows-1252`, 'charset'],
  ['multipart/form-data; boundary=x', 'Content-Type: application/json'],
  ['application/json, application/json', 'Content-Type: application/json'],
])('refuses the type %s', (type, words) => {
  expect(refused(() => json('x=1', type))).toEqual(['unsupported_media_type', expect.stringContaining(words)]);
});

test.each(['utf-8', 'UTF-8', 'utf8', '"utf-8"', '"UTF-8"', '""'])('accepts the charset %s', (charset) => {
  expect(json('{}', `Application/JSON ;  charset=${charset};`)).toEqual({});
});

test.each(['gzip', 'deflate', 'br', 'identity, gzip', 'x'])('refuses the content coding %s and names it', (coding) => {
  const run = () => parse('{}', { 'content-type': 'application/json', 'content-encoding': coding });
  expect(run).toThrow(
    expect.objectContaining({ code: 'unsupported_media_type', headers: { 'accept-encoding': 'identity' } }),
  );
});

test.each(['', 'identity', 'Identity', 'identity, identity'])('treats the content coding %j as none', (coding) => {
  expect(parse('{}', { 'content-type': 'application/json', 'content-encoding': coding })).toEqual({});
});

test.each([FORM, '', 'text/plain', 'text/plain;charset=UTF-8'])('JSON sent as %j is named', (type) => {
  for (const body of ['{"AUTH_KEY":"secret"}', ' [1]', '"x"', '%7B%22a%22%3A1%7D', '%20%0A+%7B%22a%22']) {
    expect(refused(() => json(body, type))).toEqual([
      'unsupported_media_type',
      'The body is JSON. Send it with Content-Type: application/json.',
    ]);
  }
});

test('names a missing Content-Type', () => {
  expect(refused(() => parse('to=1', {}))[1]).toMatch(/^The header Content-Type is missing/);
});

test.each([
  ['text=%E4', 'text: The value has percent escapes that are not UTF-8'],
  ['text=%ed%a0%80', 'text: The value has percent escapes that are not UTF-8'],
  ['a=1&text=100%', 'text: The value has a % that is not followed by two hex digits'],
  ['text=%4', 'text: The value has a %'],
  ['text=%u00e4', 'text: The value has a %'],
  ['t%E4xt=1', 't%E4xt: The name of this field'],
  ['metadata[a]=%E4', 'metadata[a]: The value'],
])('refuses the form %s', (text, message) => {
  expect(refused(() => form(text))).toEqual(['invalid_fields', expect.stringContaining(message)]);
});

describe('a query', () => {
  test.each([
    ['/p', {}],
    ['/p?a=1&b=', { a: '1', b: '' }],
    ['/p?a=&a=1&a=+', { a: '1' }],
    ['/p?a=+&a=%20', { a: ' ' }],
  ])('%s', (target, fields) => {
    expect(queryFields(target)).toEqual(fields);
    expect(queryValue(target, 'a')).toBe('a' in fields && fields.a.trim() ? fields.a : null);
  });

  test.each(['/p?a=1&a=2', '/p?a=1&a=1', '/p?a=1&%61=2', '/p?a=&a=1&a=2'])('%s is refused', (target) => {
    expect(refused(() => queryFields(target))).toEqual(['invalid_fields', expect.stringMatching(/^a: .*once/)]);
    expect(refused(() => queryValue(target, 'a'))[0]).toBe('invalid_request');
  });

  test('of more than 100 parameters is refused as a query', () => {
    expect(refused(() => queryFields(`/p?${'a&'.repeat(200)}`))).toEqual([
      'invalid_fields',
      'query: Use at most 100 parameters.',
    ]);
  });
});

test('a form with invalid bytes is refused', () => {
  expect(refused(() => form(Buffer.from([0x61, 0x3d, 0xe4])))).toEqual([
    'invalid_fields',
    expect.stringContaining('0xE4'),
  ]);
  expect(form(Buffer.from('a=ä'))).toEqual({ a: 'ä' });
});

describe('limits', () => {
  const parsed = [vi.spyOn(JSON, 'parse'), vi.spyOn(globalThis, 'decodeURIComponent')];
  beforeEach(() => {
    for (const spy of parsed) spy.mockClear();
  });
  afterAll(() => {
    for (const spy of parsed) spy.mockRestore();
  });
  const MIB2 = 2 * 1024 * 1024;

  test.each([
    ['nested lists', '['.repeat(MIB2)],
    ['nested objects', '{"a":'.repeat(MIB2 / 5)],
    ['numbers', `[${'0,'.repeat(MIB2 / 2)}0]`],
    ['objects', `[${'{},'.repeat(MIB2 / 3)}{}]`],
    ['members', `{${'"a":0,'.repeat(MIB2 / 6)}"b":0}`],
    ['21 levels', `${'['.repeat(21)}${']'.repeat(21)}`],
  ])('refuses 2 MiB of %s before parsing', (_, body) => {
    expect(refused(() => json(body))[0]).toBe('invalid_fields');
    for (const spy of parsed) expect(spy).not.toHaveBeenCalled();
  });

  test('refuses a form of more than 100 pairs before parsing', () => {
    const body = Array.from({ length: 500_000 }, (_, i) => `%61${i}`).join('&');
    expect(refused(() => form(body))).toEqual(['invalid_fields', expect.stringContaining('at most 100')]);
    for (const spy of parsed) expect(spy).not.toHaveBeenCalled();
    expect(Object.keys(form(Array.from({ length: 100 }, (_, i) => `a${i}=1`).join('&')) as object)).toHaveLength(100);
  });

  test('more members than the endpoint takes are refused before they are parsed', () => {
    const body = `{${Array.from({ length: 101 }, (_, i) => `"a${i}":0`).join()}}`;
    const run = () => parseJson(body, { maxValues: 2_200, maxMembers: 100 });
    expect(refused(run)).toEqual(['invalid_fields', expect.stringContaining('more than 100 fields')]);
    for (const spy of parsed) expect(spy).not.toHaveBeenCalled();
  });

  test('20 levels, 2,000 recipients and a batch of 1,000 are read', () => {
    json(`${'['.repeat(20)}${']'.repeat(20)}`);
    json(JSON.stringify({ to: Array.from({ length: 2_000 }, () => '+37255555555'), text: 'x' }));
    const message = {
      to: '+37255555555',
      text: 'x',
      metadata: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`n${i}`, 'v'])),
    };
    json(JSON.stringify({ messages: Array.from({ length: 1_000 }, () => message) }));
  });
});

test.each([
  ['', /is empty/],
  [' \n', /is empty/],
  [' \ufeff{}', /U\+FEFF/],
  ['\u00a0{}', /white space/],
  ['to=%2B37255555555&text=a', /is a form/],
  ['metadata[a]=1', /is a form/],
  ['{"a":1', /not valid JSON/],
  ['{"a=b"}', /not valid JSON/],
  [')]}\n{}', /not valid JSON/],
])('describes the JSON error of %j', (text, problem) => {
  expect(refused(() => json(text))).toEqual(['malformed_json', expect.stringMatching(problem)]);
});
