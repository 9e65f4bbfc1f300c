import { expect, test } from 'vitest';
import { eventLine } from './event-words';

test.each([
  ['key.created', { name: 'Shop' }, 'created the key', null, null],
  ['key.copied', { name: 'Shop' }, 'copied the key', null, null],
  ['key.copied', { what: 'webhook secret' }, 'copied the webhook secret', null, null],
  ['key.updated', { what: 'name', before: 'A', after: 'B' }, 'renamed the key', 'A', 'B'],
  ['key.updated', { what: 'name', before: 'A', after: 'A' }, 'changed the description', null, null],
  ['key.updated', { what: 'scopes', before: ['sms:send'], after: [] }, 'changed the scopes', 'sms:send', 'none'],
  [
    'key.updated',
    { what: 'expiry', before: 'never', after: '2027-01-31T12:00:00.000Z' },
    'changed the expiry',
    'never',
    '31 Jan 2027, 12:00:00 UTC',
  ],
  ['key.updated', { what: 'IP list', added: ['203.0.113.9'] }, 'added to the IP list', null, '203.0.113.9'],
  ['key.unlocked', { ip: '203.0.113.9' }, 'reset the lock', '203.0.113.9', 'not locked'],
  ['key.from-the-future', {}, 'key.from-the-future', null, null],
])('%s %j', (action, detail, what, before, after) => {
  expect(eventLine({ action, detail })).toEqual({ what, before, after });
});
