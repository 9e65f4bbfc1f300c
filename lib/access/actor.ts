import type { Environment } from './environment';

/** Roles of a member of an account, as MessageMedia's Hub names them. */
export const ROLES = ['admin', 'advanced', 'basic'] as const;
export type Role = (typeof ROLES)[number];

/** Labels of the roles in the console. */
export const ROLE_NAMES: Record<Role, string> = {
  admin: 'Administrator',
  advanced: 'Advanced user',
  basic: 'Basic user',
};

/** Scopes of an API key. */
export const SCOPES = ['sms:send', 'sms:read', 'keys:manage', 'webhooks:read', 'webhooks:manage'] as const;
export type Scope = (typeof SCOPES)[number];

/** A signed-in user who acts in one account. */
export type UserActor = {
  kind: 'user';
  userId: string;
  username: string;
  email: string;
  accountId: string;
  accountName: string;
  accountVerified: boolean;
  role: Role;
  operator: boolean;
  sessionId: string;
  ip: string | null;
};

/** A request that an API key authenticated. */
export type KeyActor = {
  kind: 'key';
  apiKeyId: string;
  keyName: string;
  accountId: string;
  scopes: readonly Scope[];
  environment: Environment;
  /** When the key, or the old secret of a rotation that was used, ends; in ms since 1970, null for never. */
  expiresAtMs: number | null;
  ip: string | null;
};

/**
 * The installation itself: command line, first set-up, worker. `accountId` is the account that the work is for, if any;
 * `ip` is the client address of a request without a session.
 */
export type SystemActor = { kind: 'system'; name: string; accountId: string | null; ip?: string | null };

export type Actor = UserActor | KeyActor | SystemActor;

/** Returns the display name of an actor: of a user, of a key, or "command line". */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return actor.username;
    case 'key':
      return actor.keyName;
    case 'system':
      return actor.name;
  }
}
