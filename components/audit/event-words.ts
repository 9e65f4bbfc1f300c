import { AUDIT_ACTIONS, type AuditAction } from '@/lib/audit/actions';
import { ROLE_NAMES, type Role } from '@/lib/auth/actor';
import { formatDateTime } from '@/lib/format';

/** What was done, to follow the name of who did it; values before and after where there are some. */
export type EventLine = { what: string; before: string | null; after: string | null };

type Event = { action: string; detail: Record<string, unknown> };

const DONE: Record<AuditAction, string> = {
  'account.created': 'created the account',
  'account.verified': 'verified the account',
  'account.updated': 'changed the sending defaults',
  'verification.requested': 'asked for verification',
  'verification.approved': 'approved the verification',
  'verification.rejected': 'rejected the verification',
  'user.created': 'created the user',
  'user.signed_in': 'signed in',
  'user.signed_out': 'signed out',
  'user.sign_in_failed': 'failed to sign in',
  'user.sessions_ended': 'ended sessions',
  'user.password_changed': 'changed the password',
  'user.password_reset': 'reset the password',
  'user.reset_link_made': 'made a link to reset the password',
  'user.two_factor_enabled': 'turned two-factor sign-in on',
  'user.two_factor_disabled': 'turned two-factor sign-in off',
  'user.recovery_codes_made': 'made recovery codes',
  'user.recovery_code_used': 'signed in with a recovery code',
  'user.identity_linked': 'linked single sign-on',
  'user.account_switched': 'switched to this account',
  'user.disabled': 'disabled the user',
  'user.enabled': 'enabled the user',
  'member.invited': 'invited a member',
  'member.invitation_revoked': 'revoked an invitation',
  'member.joined': 'joined the account',
  'member.role_changed': 'changed a role',
  'member.removed': 'removed a member',
  'key.created': 'created the key',
  'key.copied': 'copied the key',
  'key.enabled': 'enabled the key',
  'key.disabled': 'disabled the key',
  'key.updated': 'changed the key',
  'key.rotated': 'rotated the secret',
  'key.deleted': 'deleted the key',
  'key.locked': 'locked the key on an address',
  'key.unlocked': 'reset the lock',
  'message.cancelled': 'cancelled the message',
  'replacement.added': 'added to auto-replace',
  'replacement.changed': 'changed auto-replace',
  'replacement.deleted': 'took out of auto-replace',
  'replacements.restored': 'restored the default auto-replace table',
  'replacements.imported': 'imported an auto-replace table',
  'sender.requested': 'requested a sender ID',
  'sender.approved': 'approved a sender ID',
  'sender.rejected': 'rejected a sender ID',
  'sender.removed': 'removed a sender ID',
  'access.refused': 'was refused what only others may do',
};

/** Every action for a menu, in the words of its events. */
export const ACTION_CHOICES = AUDIT_ACTIONS.map((action) => ({
  action,
  label: DONE[action].charAt(0).toUpperCase() + DONE[action].slice(1),
}));

/** An event of the audit log in words. What is not known here shows as it is recorded. */
export function eventLine({ action, detail }: Event): EventLine {
  switch (action) {
    case 'key.copied':
      return line(detail.what ? `copied the ${String(detail.what)}` : DONE[action]);
    case 'key.rotated':
      return line(DONE[action], null, `the old one valid until ${words(detail.oldValidUntil)}`);
    case 'key.locked':
      return line(DONE[action], null, words(detail.ip));
    case 'key.unlocked':
      return line(DONE[action], words(detail.ip), 'not locked');
    case 'key.updated':
      return update(detail);
    case 'account.updated':
      return line(`changed the account’s ${words(detail.what)}`, ...change(detail));
    case 'sender.requested':
    case 'sender.approved':
    case 'sender.removed':
      return line(DONE[action], null, words(detail.value));
    case 'sender.rejected':
      return senderRejection(detail);
    case 'access.refused':
      return line(DONE[action], null, words(detail.needed));
    case 'member.invited':
    case 'member.invitation_revoked':
      return line(DONE[action], null, `${words(detail.email)}, ${roleName(detail.role)}`);
    case 'member.joined':
    case 'member.role_changed':
      return line(DONE[action], detail.before ? roleName(detail.before) : null, roleName(detail.after));
    case 'verification.requested':
      return line(DONE[action], null, words(detail.company));
    case 'verification.rejected':
      return line(DONE[action], null, words(detail.reason));
    case 'user.sign_in_failed':
      return line(DONE[action], null, `wrong ${detail.step === 'code' ? 'code' : 'password'}`);
    case 'user.sessions_ended':
      return line(detail.sessions === 1 ? 'ended a session' : `ended ${words(detail.sessions)} sessions`);
    case 'replacement.added': {
      const defaults = detail.defaults ? `, with the ${words(detail.defaults)} default entries` : '';
      return line(DONE[action], null, `${words(detail.search)} → ${words(detail.after)}${defaults}`);
    }
    case 'replacement.deleted':
      return line(DONE[action], null, `${words(detail.search)} → ${words(detail.before)}`);
    case 'replacements.restored':
    case 'replacements.imported':
      return line(DONE[action], null, tableWords(detail));
    case 'member.removed':
      return line(DONE[action]);
    default:
      return line(isKnown(action) ? DONE[action] : action, ...change(detail));
  }
}

function senderRejection({ before, value, reason }: Event['detail']): EventLine {
  const what = before === 'approved' ? 'withdrew the approval of a sender ID' : DONE['sender.rejected'];
  return line(what, null, `${words(value)}: ${words(reason)}`);
}

function roleName(role: unknown): string {
  return Object.hasOwn(ROLE_NAMES, String(role)) ? ROLE_NAMES[role as Role] : words(role);
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(DONE, action);
}

function change(detail: Event['detail']): [before: string | null, after: string | null] {
  return ['before' in detail ? words(detail.before) : null, 'after' in detail ? words(detail.after) : null];
}

function update(detail: Event['detail']): EventLine {
  const [before, after] = change(detail);
  switch (detail.what) {
    case 'name':
      return before === after ? line('changed the description') : line('renamed the key', before, after);
    case 'IP list':
      return line('added to the IP list', null, words(detail.added));
    case 'end of rotation':
      if (detail.ended === true) return line('ended the old secret');
      return line('moved the end of the old secret', before, after);
    default:
      return line(`changed ${typeof detail.what === 'string' ? `the ${detail.what}` : 'the key'}`, before, after);
  }
}

/** `2 added, 1 changed, none taken out: „ → ", ž → z` */
function tableWords({ added, changed, removed, entries }: Event['detail']): string {
  const counts = [`${words(added)} added`, `${words(changed)} changed`, `${words(removed)} taken out`].join(', ');
  return `${counts}: ${words(entries)}`;
}

const line = (what: string, before: string | null = null, after: string | null = null) => ({ what, before, after });

function words(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none';
  if (value === null || value === undefined || value === '') return 'none';
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? `${formatDateTime(new Date(text), 'UTC')} UTC` : text;
}
