import { AppError } from '../base/errors';
import type { Actor, Role, Scope } from './actor';

/** Rights inside an account. */
export const PERMISSIONS = [
  'keys:read',
  'keys:copy',
  'keys:create',
  'keys:update',
  'keys:delete',
  'messages:read',
  'messages:send',
  'members:read',
  'members:manage',
  'verification:request',
  'audit:read',
  'replacements:read',
  'replacements:manage',
  'senders:read',
  'senders:manage',
  'account:configure',
  'webhooks:read',
  'webhooks:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Permissions of each role. Anything not listed is refused. */
const ROLES: Record<Role, readonly Permission[]> = {
  admin: PERMISSIONS,
  // Seed page of MessageMedia: "users with Basic and Advanced account permissions" do not manage keys.
  advanced: [
    'keys:read',
    'keys:copy',
    'messages:read',
    'messages:send',
    'members:read',
    'replacements:read',
    'senders:read',
    'webhooks:read',
  ],
  basic: [
    'keys:read',
    'keys:copy',
    'messages:read',
    'members:read',
    'replacements:read',
    'senders:read',
    'webhooks:read',
  ],
};

const SCOPES: Record<Scope, readonly Permission[]> = {
  'sms:send': ['messages:send'],
  'sms:read': ['messages:read'],
  'keys:manage': ['keys:read', 'keys:create', 'keys:update', 'keys:delete'],
  'webhooks:read': ['webhooks:read'],
  'webhooks:manage': ['webhooks:read', 'webhooks:manage'],
};

/** Whether `actor` has `permission` in its account. An unknown role or scope has none. */
export function can(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case 'user':
      return ROLES[actor.role]?.includes(permission) ?? false;
    case 'key':
      return actor.scopes.some((scope) => SCOPES[scope]?.includes(permission));
    case 'system':
      return true;
  }
}

/**
 * Permissions that a user may use through a copied key beyond those of their role. Accounts hand keys to their members for
 * sending, and the console itself sends nothing.
 */
const THROUGH_COPIED_KEYS: readonly Permission[] = ['messages:send'];

/**
 * Returns the permissions of `scopes` that `actor` must not obtain by copying a key that has them. An unknown scope is
 * returned as one of them: a scope added later stays closed until SCOPES lists its permissions.
 */
export function beyond(actor: Actor, scopes: readonly string[]): string[] {
  return lacking(scopes, (permission) => can(actor, permission));
}

/** `beyond` for a user with `role` in the key's account, or without a role there. */
export function beyondRole(role: Role | null, scopes: readonly string[]): string[] {
  return lacking(scopes, (permission) => role !== null && (ROLES[role]?.includes(permission) ?? false));
}

function lacking(scopes: readonly string[], has: (permission: Permission) => boolean): string[] {
  const needed = scopes.flatMap((scope): readonly string[] => (isScope(scope) ? SCOPES[scope] : [scope]));
  const allowed = (permission: string) =>
    isPermission(permission) && (has(permission) || THROUGH_COPIED_KEYS.includes(permission));
  return [...new Set(needed)].filter((permission) => !allowed(permission));
}

const isScope = (scope: string): scope is Scope => Object.hasOwn(SCOPES, scope);
const isPermission = (text: string): text is Permission => PERMISSIONS.some((permission) => permission === text);

/** Returns the scope that includes `permission`. */
function scopeFor(permission: Permission): Scope | undefined {
  return (Object.keys(SCOPES) as Scope[]).find((scope) => SCOPES[scope].includes(permission));
}

/**
 * First line of every command and query: throws `forbidden` (or `missing_scope` for a key) unless `actor` has
 * `permission`. Returns the account id that every `where` must contain.
 */
export function requirePermission(actor: Actor, permission: Permission): string {
  if (!can(actor, permission)) {
    if (actor.kind === 'key') {
      const scope = scopeFor(permission);
      throw new AppError(
        'missing_scope',
        scope
          ? `This key lacks the scope ${scope}, needed for ${permission}. An administrator can add it.`
          : `Keys cannot do this: there is no scope for ${permission}.`,
        { needed: permission },
      );
    }
    const roles = ROLES.advanced.includes(permission) ? 'administrators and advanced users' : 'administrators';
    throw new AppError('forbidden', `Only account ${roles} can do this. Ask one of them.`, { needed: permission });
  }
  if (!actor.accountId) throw new AppError('forbidden', 'Name the account to work in.');
  return actor.accountId;
}

/** Whether `actor` is an operator of the installation. */
export function isOperator(actor: Actor): boolean {
  return actor.kind === 'system' || (actor.kind === 'user' && actor.operator);
}

/** First line of every command and query for operators only. Throws `forbidden` for any other actor. */
export function requireOperator(actor: Actor): void {
  if (isOperator(actor)) return;
  throw new AppError('forbidden', 'Only an operator of this installation can do this.', { needed: 'operator' });
}
