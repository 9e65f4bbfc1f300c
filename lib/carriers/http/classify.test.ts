import { describe, expect, it } from 'vitest';
import { regexpSteps } from '../../testing/regexp-steps';
import { AnswerReader } from './answer';
import { classify } from './classify';
import { parseExactJson, valueAt } from './json-pointer';
import { type HttpSettingsInput, httpSettingsSchema } from './settings';
import { parseStatusList } from './status-list';

const NOW = new Date('2026-11-28T12:00:00Z');
const OURS = 'm-1';
const BASE: HttpSettingsInput = { url: 'https://a.example/', body: { kind: 'form', fields: [] } };

function verdict(
  settings: Partial<HttpSettingsInput>,
  status: number,
  text = '',
  headers: Record<string, string> = {},
) {
  return classify({ status, text, headers }, httpSettingsSchema.parse({ ...BASE, ...settings }), OURS, NOW);
}

describe('classify', () => {
  it.each<[number, string]>([
    [200, 'accepted'],
    [204, 'accepted'],
    [301, 'refused'],
    [400, 'rejected'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [408, 'refused'],
    [422, 'rejected'],
    [429, 'throttled'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'throttled'],
    [599, 'unknown'],
  ])('by default, %i is %s', (status, kind) => {
    expect(verdict({}, status).kind).toBe(kind);
  });

  it.each<[string, string, Partial<HttpSettingsInput>, string]>([
    [
      'a JSON pointer',
      '{"messages":[{"id":"a/b"}]}',
      { accepted: { id: { from: 'json', path: '/messages/0/id' } } },
      'a/b',
    ],
    [
      'a number of JSON with all its digits',
      '{"id":12345678901234567890}',
      { accepted: { id: { from: 'json', path: '/id' } } },
      '12345678901234567890',
    ],
    ['a header', '', { accepted: { id: { from: 'header', name: 'X-Id' } } }, 'h-1'],
    ['a text after a word', 'OK 4c1f\r\n', { accepted: { id: { from: 'text', after: 'OK ' } } }, '4c1f'],
    [
      'a text in quotation marks',
      'Success "07033084"',
      { accepted: { id: { from: 'text', after: 'Success "', before: '"' } } },
      '07033084',
    ],
    ['the whole body', ' 77\n', { accepted: { id: { from: 'body' } } }, '77'],
    ['our own', '', {}, OURS],
  ])('finds the id: %s', (_, text, settings, id) => {
    expect(verdict(settings, 200, text, { 'x-id': 'h-1' })).toEqual({ kind: 'accepted', carrierMessageId: id });
  });

  it.each([
    ['no JSON', '<html>'],
    ['another member', '{"ids":1}'],
    ['an object', '{"id":{}}'],
    ['an empty text', '{"id":""}'],
    ['NUL', '{"id":"a\\u0000"}'],
    ['more than 255 characters', `{"id":"${'x'.repeat(256)}"}`],
  ])('does not count an answer as accepted that has %s for the id', (_, text) => {
    expect(verdict({ accepted: { id: { from: 'json', path: '/id' } } }, 200, text)).toMatchObject({ kind: 'unknown' });
  });

  const byText: Partial<HttpSettingsInput> = {
    accepted: { conditions: [{ value: { from: 'body' }, test: 'starts_with', values: ['OK'] }] },
    rejected: { statuses: '', conditions: [{ value: { from: 'body' }, test: 'starts_with', values: ['ERROR'] }] },
    throttled: {
      statuses: '',
      conditions: [{ value: { from: 'body' }, test: 'contains', values: ['FAILED 209', 'busy'] }],
    },
    errorCode: { from: 'text', after: 'ERROR ' },
    errorCodes: [{ code: '105', meaning: 'invalid_recipient' }],
  };

  it.each<[string, object]>([
    ['OK 1', { kind: 'accepted' }],
    ['ERROR 105', { kind: 'rejected', errorCode: 'invalid_recipient', detail: 'Code 105. HTTP 200: ERROR 105' }],
    ['ERROR 999', { kind: 'rejected', errorCode: 'rejected_by_carrier' }],
    ['FAILED 209', { kind: 'throttled' }],
    ['what is this', { kind: 'unknown', detail: 'HTTP 200: what is this' }],
    ['', { kind: 'unknown', detail: 'HTTP 200.' }],
  ])('reads a status that is always 200: %j', (text, expected) => {
    expect(verdict(byText, 200, text)).toMatchObject(expected);
  });

  it.each([
    ['7', 7_000],
    ['Sat, 28 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 28 Nov 2026 11:00:00 GMT', 0],
    ['99999', 600_000],
    ['soon', null],
  ])('reads Retry-After: %s', (header, retryAfterMs) => {
    expect(verdict({}, 429, '', { 'retry-after': header })).toMatchObject({ kind: 'throttled', retryAfterMs });
  });

  it('shows an answer in one short line', () => {
    const { detail } = verdict({}, 400, `a\r\n\0${'b'.repeat(5_000)}`) as { detail: string };
    expect(detail).toMatch(/^HTTP 400: a b+$/);
    expect(detail.length).toBeLessThan(330);
  });
});

describe('parseExactJson', () => {
  it.each([
    ['{"a":1234567890123456,"b":[-99999999999999999999]}', { a: '1234567890123456', b: ['-99999999999999999999'] }],
    [
      '{"a":0.1234567890123456,"b":1e20,"c":"1234567890123456"}',
      { a: 0.1234567890123456, b: 1e20, c: '1234567890123456' },
    ],
    ['["\\"1234567890123456", 123456789012345]', ['"1234567890123456', 123456789012345]],
  ])('keeps the digits of %s', (text, value) => {
    expect(parseExactJson(text)).toEqual({ value });
  });

  it.each(['', '{', '"\\', '1234567890123456789x', 'NaN'])('refuses %j', (text) => {
    expect(parseExactJson(text)).toBeNull();
  });

  it('takes time in proportion to the length', () => {
    const steps = (length: number) =>
      Math.max(
        ...['\\"', '"', '"\\', '9', '9.', '1e', '-'].map((unit) =>
          regexpSteps(() => parseExactJson(`"${unit.repeat(length)}`)),
        ),
      );
    expect(steps(120) / steps(30)).toBeLessThan(5);
  });
});

it.each([
  ['', { a: 1 }],
  ['/a', 1],
  ['/a/b', undefined],
  ['/length', undefined],
  ['/toString', undefined],
  ['/__proto__', undefined],
])('valueAt(%j)', (pointer, expected) => {
  expect(valueAt({ a: 1 }, pointer)).toEqual(expected);
});

it('valueAt reads lists and escaped names', () => {
  expect(valueAt({ 'a/b': [{ '~': 5 }] }, '/a~1b/0/~0')).toBe(5);
});

it.each([
  ['200', [{ from: 200, to: 200 }]],
  [
    ' 200-299 , 404',
    [
      { from: 200, to: 299 },
      { from: 404, to: 404 },
    ],
  ],
  ['', []],
  ['2xx', null],
  ['600', null],
  ['200 201', null],
])('parseStatusList(%j)', (text, expected) => {
  expect(parseStatusList(text)).toEqual(expected);
});

it('a condition on what is absent never holds', () => {
  const reader = new AnswerReader({ status: 200, headers: {}, text: '' });
  for (const test of ['exists', 'equals', 'contains', 'starts_with'] as const) {
    expect(reader.meets({ value: { from: 'header', name: 'x' }, test, values: [''] })).toBe(false);
  }
});
