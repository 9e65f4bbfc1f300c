import { ROLE_NAMES, type Role } from '@/lib/access/actor';
import { AUDIT_ACTIONS, type AuditAction } from '@/lib/audit/actions';
import { formatDateTime } from '@/lib/base/format';

/** The text that follows the actor's name, with the values before and after the change if it has any. */
export type EventDescription = { text: string; before: string | null; after: string | null };

type Event = { action: string; detail: Record<string, unknown> };

const ACTION_TEXTS: Record<AuditAction, string> = {
  'account.created': 'created the account',
  'account.verified': 'verified the account',
  'account.updated': 'changed the sending defaults',
  'account.secret_copied': 'copied the webhook secret of the account',
  'verification.requested': 'requested verification',
  'verification.approved': 'approved the verification',
  'verification.rejected': 'rejected the verification',
  'user.created': 'created the user',
  'user.signed_in': 'signed in',
  'user.signed_out': 'signed out',
  'user.sign_in_failed': 'failed to sign in',
  'user.sessions_ended': 'ended sessions',
  'user.password_changed': 'changed the password',
  'user.password_reset': 'reset the password',
  'user.reset_link_made': 'created a link to reset the password',
  'user.two_factor_enabled': 'turned two-factor sign-in on',
  'user.two_factor_disabled': 'turned two-factor sign-in off',
  'user.recovery_codes_made': 'created recovery codes',
  'user.recovery_code_used': 'signed in with a recovery code',
  'user.passkey_added': 'added a passkey',
  'user.passkey_removed': 'removed a passkey',
  'user.identity_linked': 'linked single sign-on',
  'user.account_switched': 'switched to this account',
  'user.disabled': 'disabled the user',
  'user.enabled': 'enabled the user',
  'member.invited': 'invited a member',
  'member.invitation_revoked': 'revoked an invitation',
  'member.joined': 'joined the account',
  'member.role_changed': 'changed a role',
  'member.removed': 'removed a member',
  'account.two_factor_required': 'made two-factor sign-in required',
  'account.two_factor_optional': 'made two-factor sign-in optional',
  'member.invitation_confirmed': 'confirmed the address of an invitation',
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
  'replacement.deleted': 'removed from auto-replace',
  'replacements.restored': 'restored the default auto-replace table',
  'replacements.imported': 'imported an auto-replace table',
  'sender.requested': 'requested a sender ID',
  'sender.approved': 'approved a sender ID',
  'sender.rejected': 'rejected a sender ID',
  'sender.removed': 'removed a sender ID',
  'carrier.added': 'added a carrier',
  'carrier.updated': 'changed the carrier',
  'carrier.paused': 'paused the carrier',
  'carrier.draining': 'set the carrier to drain',
  'carrier.resumed': 'resumed the carrier',
  'carrier.removed': 'removed the carrier',
  'carrier.tested': 'sent a test message to a carrier',
  'route.added': 'added a route',
  'route.removed': 'removed a route',
  'number.assigned': 'assigned a number',
  'number.changed': 'changed the webhook of a number',
  'number.removed': 'removed a number',
  'credit.enabled': 'switched credit on',
  'credit.disabled': 'switched credit off',
  'credit.topped_up': 'topped up the balance',
  'credit.adjusted': 'corrected the balance',
  'prices.imported': 'imported prices',
  'endpoint.created': 'added a webhook endpoint',
  'endpoint.updated': 'changed the webhook endpoint',
  'endpoint.enabled': 'enabled the webhook endpoint',
  'endpoint.disabled': 'disabled the webhook endpoint',
  'endpoint.removed': 'removed the webhook endpoint',
  'endpoint.secret_copied': 'copied the secret of the webhook endpoint',
  'endpoint.secret_rotated': 'rotated the secret of the webhook endpoint',
  'endpoint.tested': 'sent a test event to the webhook endpoint',
  'reports.resent': 'sent delivery reports again',
  'reports.cancelled': 'cancelled waiting delivery reports',
  'access.refused': 'was refused: missing permission',
  'audit.signed': 'signed the audit log',
};

/** All actions with their labels, for the filter. */
export const ACTION_CHOICES = AUDIT_ACTIONS.map((action) => ({
  action,
  label: ACTION_TEXTS[action].charAt(0).toUpperCase() + ACTION_TEXTS[action].slice(1),
}));

/** Describes an event of the audit log. An unknown action is shown as it is recorded. */
export function describeEvent({ action, detail }: Event): EventDescription {
  switch (action) {
    case 'key.copied':
      return line(detail.what ? `copied the ${String(detail.what)}` : ACTION_TEXTS[action]);
    case 'key.rotated':
      return line(ACTION_TEXTS[action], null, `the old one valid until ${format(detail.oldValidUntil)}`);
    case 'key.locked':
      return line(ACTION_TEXTS[action], null, format(detail.ip));
    case 'key.unlocked':
      return line(ACTION_TEXTS[action], format(detail.ip), 'not locked');
    case 'key.updated':
      return update(detail);
    case 'account.updated':
      return line(`changed the account’s ${format(detail.what)}`, ...change(detail));
    case 'sender.requested':
    case 'sender.approved':
    case 'sender.removed':
      return line(ACTION_TEXTS[action], null, format(detail.value));
    case 'sender.rejected':
      return senderRejection(detail);
    case 'carrier.added':
    case 'carrier.paused':
    case 'carrier.draining':
    case 'carrier.resumed':
    case 'carrier.removed':
      return line(ACTION_TEXTS[action], null, format(detail.name));
    case 'endpoint.created':
    case 'endpoint.enabled':
    case 'endpoint.disabled':
    case 'endpoint.removed':
    case 'endpoint.secret_copied':
      return line(ACTION_TEXTS[action], null, format(detail.name));
    case 'endpoint.updated':
      return line(
        `changed the ${format(detail.what)} of the webhook endpoint ${format(detail.name)}`,
        ...change(detail),
      );
    case 'endpoint.secret_rotated':
      return line(
        `${ACTION_TEXTS[action]} ${format(detail.name)}`,
        null,
        `the old one valid until ${format(detail.oldValidUntil)}`,
      );
    case 'reports.resent':
    case 'reports.cancelled':
      return line(ACTION_TEXTS[action], null, reportsOf(detail));
    case 'endpoint.tested':
      return line(ACTION_TEXTS[action], null, `${format(detail.name)}: ${format(detail.event)}`);
    case 'carrier.tested':
      return line(ACTION_TEXTS[action], null, `${format(detail.name)}, to ${format(detail.to)}`);
    case 'carrier.updated':
      return line(`${ACTION_TEXTS[action]} ${format(detail.name)}`, ...change(detail));
    case 'route.added':
    case 'route.removed':
      return line(ACTION_TEXTS[action], null, format(detail.route));
    case 'number.assigned':
    case 'number.removed':
      return line(ACTION_TEXTS[action], null, numberOf(detail));
    case 'number.changed':
      return line(`changed the webhook of ${numberOf(detail)}`, ...change(detail));
    case 'access.refused':
      return line(ACTION_TEXTS[action], null, format(detail.needed));
    case 'member.invited':
    case 'member.invitation_revoked':
      return line(ACTION_TEXTS[action], null, `${format(detail.email)}, ${roleName(detail.role)}`);
    case 'member.joined':
    case 'member.role_changed':
      return line(ACTION_TEXTS[action], detail.before ? roleName(detail.before) : null, roleName(detail.after));
    case 'verification.requested':
      return line(ACTION_TEXTS[action], null, format(detail.company));
    case 'verification.rejected':
      return line(ACTION_TEXTS[action], null, format(detail.reason));
    case 'user.sign_in_failed':
      return line(ACTION_TEXTS[action], null, `wrong ${detail.step === 'code' ? 'code' : 'password'}`);
    case 'user.sessions_ended':
      return line(detail.sessions === 1 ? 'ended a session' : `ended ${format(detail.sessions)} sessions`);
    case 'replacement.added': {
      const defaults = detail.defaults ? `, with the ${format(detail.defaults)} default entries` : '';
      return line(ACTION_TEXTS[action], null, `${format(detail.search)} → ${format(detail.after)}${defaults}`);
    }
    case 'replacement.deleted':
      return line(ACTION_TEXTS[action], null, `${format(detail.search)} → ${format(detail.before)}`);
    case 'replacements.restored':
    case 'replacements.imported':
      return line(ACTION_TEXTS[action], null, formatTableChange(detail));
    case 'member.removed':
      return line(ACTION_TEXTS[action]);
    default:
      return line(isKnown(action) ? ACTION_TEXTS[action] : action, ...change(detail));
  }
}

/** A number of received messages, with the keyword if it is shared. */
function numberOf({ number, keyword }: Event['detail']): string {
  return [number, keyword].filter(Boolean).map(format).join(' ');
}

function reportsOf({ reports, since, delivery }: Event['detail']): string {
  if (delivery) return format(delivery);
  return `${format(reports)} reports${since ? ` since ${format(since)}` : ''}`;
}

function senderRejection({ before, value, reason }: Event['detail']): EventDescription {
  const text = before === 'approved' ? 'withdrew the approval of a sender ID' : ACTION_TEXTS['sender.rejected'];
  return line(text, null, `${format(value)}: ${format(reason)}`);
}

function roleName(role: unknown): string {
  return Object.hasOwn(ROLE_NAMES, String(role)) ? ROLE_NAMES[role as Role] : format(role);
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(ACTION_TEXTS, action);
}

function change(detail: Event['detail']): [before: string | null, after: string | null] {
  return ['before' in detail ? format(detail.before) : null, 'after' in detail ? format(detail.after) : null];
}

function update(detail: Event['detail']): EventDescription {
  const [before, after] = change(detail);
  switch (detail.what) {
    case 'name':
      return before === after ? line('changed the description') : line('renamed the key', before, after);
    case 'IP list':
      return line('added to the IP list', null, format(detail.added));
    case 'end of rotation':
      if (detail.ended === true) return line('ended the old secret');
      return line('changed the end of the old secret', before, after);
    default:
      return line(`changed ${typeof detail.what === 'string' ? `the ${detail.what}` : 'the key'}`, before, after);
  }
}

/** `2 added, 1 changed, none removed: „ → ", ž → z` */
function formatTableChange({ added, changed, removed, entries }: Event['detail']): string {
  const counts = [`${format(added)} added`, `${format(changed)} changed`, `${format(removed)} removed`].join(', ');
  return `${counts}: ${format(entries)}`;
}

const line = (text: string, before: string | null = null, after: string | null = null) => ({ text, before, after });

function format(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none';
  if (value === null || value === undefined || value === '') return 'none';
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? `${formatDateTime(new Date(text), 'UTC')} UTC` : text;
}

/** The values before and after a change; nothing if there are none. */
export function Change({ before, after }: { before: string | null; after: string | null }) {
  if (before === null && after === null) return null;
  return (
    <p className="mt-0.5 text-small break-words text-soft">
      {before !== null && (
        <>
          <span className="sr-only">before: </span>
          <del className="decoration-faint">{before}</del> <span aria-hidden>→ </span>
        </>
      )}
      <span className="sr-only">after: </span>
      <ins className="text-ink no-underline">{after}</ins>
    </p>
  );
}
