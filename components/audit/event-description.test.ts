import { expect, test } from 'vitest';
import { describeEvent } from './event-description';

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
  ['member.invited', { email: 'a@b.example', role: 'basic' }, 'invited a member', null, 'a@b.example, Basic user'],
  ['member.role_changed', { before: 'basic', after: 'admin' }, 'changed a role', 'Basic user', 'Administrator'],
  ['member.joined', { before: null, after: 'advanced' }, 'joined the account', null, 'Advanced user'],
  ['verification.rejected', { reason: 'No such company' }, 'rejected the verification', null, 'No such company'],
  ['sender.requested', { value: 'Acme', note: null }, 'requested a sender ID', null, 'Acme'],
  ['sender.rejected', { value: 'Bank', reason: 'Not yours' }, 'rejected a sender ID', null, 'Bank: Not yours'],
  [
    'sender.rejected',
    { value: 'Bank', before: 'approved', reason: 'Not yours' },
    'withdrew the approval of a sender ID',
    null,
    'Bank: Not yours',
  ],
  [
    'account.updated',
    { what: 'default sender', before: null, after: 'Acme' },
    'changed the account’s default sender',
    'none',
    'Acme',
  ],
  ['user.sign_in_failed', { step: 'code' }, 'failed to sign in', null, 'wrong code'],
  ['user.sessions_ended', { sessions: 3 }, 'ended 3 sessions', null, null],
  ['replacement.added', { search: 'ž', after: '', defaults: 0 }, 'added to auto-replace', null, 'ž → none'],
  [
    'replacement.added',
    { search: 'ž', after: 'z', defaults: 15 },
    'added to auto-replace',
    null,
    'ž → z, with the 15 default entries',
  ],
  ['replacement.changed', { search: 'ž', before: 'ž → z', after: 'ž → zh' }, 'changed auto-replace', 'ž → z', 'ž → zh'],
  ['replacement.deleted', { search: 'ž', before: 'z' }, 'removed from auto-replace', null, 'ž → z'],
  [
    'replacements.imported',
    { mode: 'merge', added: 2, changed: 0, removed: 1, entries: ['ž → z', 'š → s'] },
    'imported an auto-replace table',
    null,
    '2 added, 0 changed, 1 removed: ž → z, š → s',
  ],
  ['access.refused', { needed: 'keys:create' }, 'was refused: missing permission', null, 'keys:create'],
  ['key.from-the-future', {}, 'key.from-the-future', null, null],
])('%s %j', (action, detail, text, before, after) => {
  expect(describeEvent({ action, detail })).toEqual({ text, before, after });
});
