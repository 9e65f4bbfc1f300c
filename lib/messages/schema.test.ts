import { describe, expect, test } from 'vitest';
import { toAppError } from '../database/translate-error';
import { messageSchema, sendSchema } from './schema';

const OK = { to: '+37255555555', text: 'Hello' };
const problems = (body: unknown) => {
  const { error } = sendSchema.safeParse(body);
  return error ? (toAppError(error).fields ?? {}) : {};
};

describe('the request', () => {
  test.each([
    ['one number', '+372 5555-5555', '+37255555555'],
    ['a list', ['+37255555555', '+372 5555 5556'], ['+37255555555', '+37255555556']],
    ['a list of one', ['+37255555555'], ['+37255555555']],
    ['a list in a form', '+37255555555,+37255555556', ['+37255555555', '+37255555556']],
  ])('accepts %s', (_, to, parsed) => {
    expect(sendSchema.parse({ ...OK, to }).to).toEqual(parsed);
  });

  test.each([
    [{ autoconvert: 'FULL' }, { autoconvert: 'full' }],
    [{ auto_replace: 'FULL' }, { auto_replace: 'full' }],
    [{ auto_replace: true }, { auto_replace: 'on' }],
    [{ auto_replace: 'false' }, { auto_replace: 'off' }],
    [{ priority: 'High' }, { priority: 2 }],
    [{ validity: '60' }, { validity: 60 }],
    [{ from: ' Acme ' }, { from: 'Acme' }],
    [{ from: null, metadata: null, send_at: null, validity: null, priority: null, reference: null }, {}],
    [{ metadata: { order: '1', 'a.b/c': '2' } }, { metadata: { order: '1', 'a.b/c': '2' } }],
  ])('accepts %j', (given, parsed) => {
    expect(sendSchema.parse({ ...OK, ...given })).toMatchObject(parsed);
  });

  test.each([
    ['no recipient', { to: undefined }, ['to']],
    ['an empty list', { to: [] }, ['to']],
    ['1,001 recipients', { to: Array(1_001).fill(OK.to) }, ['to']],
    ['two invalid numbers among valid ones', { to: [OK.to, 'mum', OK.to, 5] }, ['to.1', 'to.3']],
    ['a number as number', { to: 37255555555 }, ['to']],
    ['both names of auto-replace', { auto_replace: 'on', autoconvert: 'off' }, ['autoconvert']],
    ['an unknown value of auto_replace', { auto_replace: 'maybe' }, ['auto_replace']],
    ['an object for auto_replace', { auto_replace: {} }, ['auto_replace']],
    ['a time without a zone', { send_at: '2099-01-01T12:00:00' }, ['send_at']],
    ['a time in the past', { send_at: '2020-01-01T12:00:00Z' }, ['send_at']],
    ['over a year ahead', { send_at: new Date(Date.now() + 366 * 86_400_000).toISOString() }, ['send_at']],
    ['a validity of zero', { validity: 0 }, ['validity']],
    ['half a minute', { validity: 0.5 }, ['validity']],
    ['eight days', { validity: 8 * 1_440 }, ['validity']],
    ['a validity that is too long', { validity: 1e300 }, ['validity']],
    ['an unknown priority', { priority: 'urgent' }, ['priority']],
    ['a long reference', { reference: 'x'.repeat(101) }, ['reference']],
    ['NUL in the reference', { reference: 'a\0' }, ['reference']],
    ['a list as metadata', { metadata: [] }, ['metadata']],
    ['a number in metadata', { metadata: { order: 5 } }, ['metadata']],
    ['11 pairs', { metadata: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i, 'x'])) }, ['metadata']],
    ['half a surrogate pair in metadata', { metadata: { a: '\ud800' } }, ['metadata']],
    ['unknown fields', { message: 'Hello', sender: 'Acme' }, ['message', 'sender']],
  ])('rejects %s and names the field', (_, given, fields) => {
    expect(Object.keys(problems({ ...OK, ...given })).sort()).toEqual(fields);
  });

  test('names the invalid pair of the metadata', () => {
    expect(problems({ ...OK, metadata: { 'a.b': 5 } }).metadata).toContain('"a.b"');
  });

  test('keeps a metadata pair named __proto__', () => {
    const { metadata } = sendSchema.parse({ ...OK, metadata: JSON.parse('{"__proto__":"x"}') });
    expect(Object.entries(metadata ?? {})).toEqual([['__proto__', 'x']]);
  });

  test('requires one recipient for a message of a batch', () => {
    expect(messageSchema.safeParse({ ...OK, to: [OK.to] }).success).toBe(false);
  });
});
