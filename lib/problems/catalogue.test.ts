import { beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, HTTP_STATUS } from '../base/errors';
import { routes } from '../base/routes';
import { readSources } from '../testing/sources';
import { API_CODES, CATALOGUE, isErrorCode, REFUSAL_CODES } from './catalogue';
import { CONSOLE_PAGES } from './entry';
import { exampleResponse } from './example';

const CODES = Object.keys(HTTP_STATUS) as ErrorCode[];
const SENTENCE = /^[“A-Z].*[.]$/;

beforeAll(() => {
  const ring = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
  Object.assign(process.env, { POSTERN_URL: 'https://sms.example.com/', DATABASE_URL: 'postgres://nowhere/none' });
  Object.assign(process.env, { SECRETS_KEYS: ring, SECRETS_PEPPERS: ring });
});

test('explains exactly the existing codes', () => {
  expect(Object.keys(CATALOGUE).sort()).toEqual(CODES.toSorted());
  expect(['ip_not_allowed', 'toString', '__proto__', 'constructor', ''].map(isErrorCode)).toEqual([
    true,
    ...Array(4).fill(false),
  ]);
});

test('shows the cause that applies, for a code with several', () => {
  expect(CATALOGUE.clock_skew).toMatchObject({
    hasSpecificDetail: true,
    meaning: expect.stringContaining('not readable'),
  });
});

describe.each(CODES)('%s', (code) => {
  test('has complete sentences', () => {
    const { meaning, causes, developer, administrator = [] } = CATALOGUE[code];
    expect(causes.length * developer.length).toBeGreaterThan(0);
    for (const text of [meaning, ...causes, ...developer, ...administrator]) expect(text).toMatch(SENTENCE);
  });

  test('has an example whose type is the address of its page', () => {
    const { text } = exampleResponse(code);
    const [head = '', body = ''] = text.split('\n\n');
    expect(head).toContain(`HTTP/1.1 ${HTTP_STATUS[code]} `);
    expect(head).toContain('content-type: application/problem+json');
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(problem).toMatchObject({ code, status: HTTP_STATUS[code], type: expect.any(String) });
    expect(problem.title).not.toBe('Error');
    const { origin, pathname } = new URL(String(problem.type));
    expect([origin, pathname]).toEqual(['https://sms.example.com', routes.errorCode(code)]);
  });
});

test('has existing types and console pages', () => {
  const pages = [...readSources().keys()]
    .filter((file) => /^app\/.*page\.tsx$/.test(file))
    .map((file) => file.replace(/^app|\/\([^)]*\)|\/page\.tsx$/g, ''));
  expect(pages).toContain(routes.errorCodes());
  expect(pages).toContain(routes.errorCode('[code]'));
  const missing = Object.values(CONSOLE_PAGES).filter(({ address }) => !pages.includes(address));
  expect(missing.map(({ label }) => label)).toEqual([]);
});

test("lists the API's codes by status, and no server failures among refusals", () => {
  const statuses = API_CODES.map((code) => HTTP_STATUS[code]);
  expect(statuses).toEqual(statuses.toSorted((a, b) => a - b));
  expect(API_CODES).not.toContain('signed_out');
  expect(API_CODES).not.toContain('too_many_attempts');
  expect(REFUSAL_CODES).toContain('sender_not_approved');
  expect(REFUSAL_CODES).toContain('idempotency_key_reused');
  expect(REFUSAL_CODES).not.toContain('overloaded');
  expect(REFUSAL_CODES).not.toContain('body_too_large');
});
