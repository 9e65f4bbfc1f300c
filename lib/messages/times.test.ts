import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKeyBody, patchKeyBody } from '../keys/api-schema';
import { createKeySchema, moveRotationEndSchema, setExpirySchema } from '../keys/schema';
import { messageListQuery } from './list-schema';
import { messageSchema, sendSchema } from './schema';

const ID = '01970000-0000-7000-8000-000000000000';
const SMS = { to: '+37255555555', text: 'hi' };

/** Every input for a time. */
const PLACES = [
  ['send_at', (time: unknown) => sendSchema.safeParse({ ...SMS, send_at: time }), 'send_at'],
  ['send_at of a batch', (time: unknown) => messageSchema.safeParse({ ...SMS, send_at: time }), 'send_at'],
  ['expires_at', (time: unknown) => createKeyBody.safeParse({ name: 'a', expires_at: time }), 'expires_at'],
  ['expires_at, changed', (time: unknown) => patchKeyBody.safeParse({ expires_at: time }), 'expires_at'],
  ['created_from', (time: unknown) => messageListQuery.safeParse({ created_from: time }), 'created_from'],
  ['created_to', (time: unknown) => messageListQuery.safeParse({ created_to: time }), 'created_to'],
  ['expiry in the form', (time: unknown) => createKeySchema.safeParse({ name: 'a', expiresAt: time }), 'expiresAt'],
  ['expiry on the page', (time: unknown) => setExpirySchema.safeParse({ id: ID, expiresAt: time }), 'expiresAt'],
  ['end of a rotation', (time: unknown) => moveRotationEndSchema.safeParse({ id: ID, endsAt: time }), 'endsAt'],
] as const;

beforeAll(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-28T12:00:00Z'), toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe.each(PLACES)('%s', (_, parse, field) => {
  test.each([
    ['2026-12-01T11:58:26+00:00', '2026-12-01T11:58:26.000Z'],
    ['2026-12-01T11:58:26 00:00', '2026-12-01T11:58:26.000Z'],
    ['2026-12-01t11:58z', '2026-12-01T11:58:00.000Z'],
    ['2026-12-01T11:58:26.5+0130', '2026-12-01T10:28:26.500Z'],
    ['2026-12-01', '2026-12-01T00:00:00.000Z'],
  ])('accepts %s', (text, expected) => {
    const data = parse(text).data as Record<string, Date> | undefined;
    expect(data?.[field]?.toISOString()).toBe(expected);
  });

  test.each([
    ['2026-12-01T11:58:26', 'The time has no zone: add Z for UTC or an offset such as +02:00.'],
    ['2026-11-31T11:58:26Z', 'There is no such day: 2026-11-31.'],
    ['2026-12-01T24:00:00Z', 'There is no 24:00: use 00:00 of the following day.'],
    ['2026-12-31T23:59:60Z', 'Leap seconds are not supported: use second 59 or the following minute.'],
    ['Tue, 01 Dec 2026 11:58:26 GMT', 'Enter a date and time with its zone, such as 2027-01-31T12:00:00Z.'],
    [1_796_126_306, 'Send the time as text, such as "2027-01-31T12:00:00Z".'],
  ])('rejects %s', (value, message) => {
    const issues = parse(value).error?.issues.map((issue) => [issue.path.join('.'), issue.message]);
    expect(issues).toEqual([[field, message]]);
  });
});
