import type { Actor } from '../access/actor';
import type { Environment } from '../access/environment';
import { beyond } from '../access/permissions';
import { AppError } from '../base/errors';

/** What a key would be able to do. */
type Power = { scopes: readonly string[]; environment: Environment; expiresAt: Date | null };

/** Columns of a key's row on which depends what its holders may do. */
type Changeable = { scopes: readonly string[]; enabled: boolean; ipRestricted: boolean };

/**
 * A key that manages keys cannot create or change one with more than it has itself: it could escalate. Users and the
 * command line are not limited. Throws `missing_scope`, `forbidden`.
 */
export function requireNoMore(actor: Actor, wanted: Power): void {
  requireOwnScopes(actor, wanted.scopes);
  requireReach(actor, wanted.environment);
  requireOwnLife(actor, wanted.expiresAt);
}

/** Scopes that the key has itself. Throws `missing_scope`. */
export function requireOwnScopes(actor: Actor, wanted: readonly string[]): void {
  if (actor.kind !== 'key') return;
  const missing = wanted.filter((scope) => !actor.scopes.some((held) => held === scope));
  if (missing.length === 0) return;
  throw new AppError('missing_scope', `This key cannot grant scopes that it does not have: ${missing.join(', ')}.`);
}

/** A test key touches test keys only. Throws `forbidden`. */
export function requireReach(actor: Actor, environment: Environment): void {
  if (actor.kind !== 'key' || actor.environment === 'live' || environment === 'test') return;
  throw new AppError('forbidden', 'This is a test key: it makes and changes only keys with "environment": "test".');
}

/** A key that expires cannot create, extend or strengthen a key beyond its own expiry. Throws `forbidden`. */
export function requireOwnLife(actor: Actor, expiresAt: Date | null): void {
  if (actor.kind !== 'key' || actor.expiresAtMs === null) return;
  if (expiresAt !== null && expiresAt.getTime() <= actor.expiresAtMs) return;
  const latest = new Date(actor.expiresAtMs).toISOString();
  throw new AppError(
    'forbidden',
    `This key works until ${latest}: it creates, rotates and strengthens only keys that expire no later. Set "expires_at": "${latest}".`,
  );
}

/**
 * Whether a change of a key's row adds to what holders of its secret may do: a scope, enabling it, lifting its address
 * restriction. An expiring key may do that only to keys that expire no later, or the addition would outlive it.
 */
export function addsPower(before: Changeable, after: Partial<Changeable>): boolean {
  return (
    (after.scopes?.some((scope) => !before.scopes.includes(scope)) ?? false) ||
    (after.enabled === true && !before.enabled) ||
    (after.ipRestricted === false && before.ipRestricted)
  );
}

/** Whether `actor` may copy an auth key with `scopes`: it must not get more rights by that than it has. */
export function mayCopyScopes(actor: Actor, scopes: readonly string[]): boolean {
  return beyond(actor, scopes).length === 0;
}

/** Throws `forbidden`, with the missing permissions for the audit log, unless `mayCopyScopes`. */
export function requireCopyable(actor: Actor, scopes: readonly string[]): void {
  const missing = beyond(actor, scopes);
  if (missing.length === 0) return;
  throw new AppError(
    'forbidden',
    `This key may do more than you may (${missing.join(', ')}): only account administrators can copy it. Ask one of them.`,
    { needed: missing.join(', ') },
  );
}
