/** Roles of a member of an account, as MessageMedia's Hub names them. */
export const ROLES = ['admin', 'advanced', 'basic'] as const;
export type Role = (typeof ROLES)[number];

/** Roles as people read them. */
export const ROLE_NAMES: Record<Role, string> = {
  admin: 'Administrator',
  advanced: 'Advanced user',
  basic: 'Basic user',
};

/** Scopes of an API key. */
export const SCOPES = ['sms:send', 'sms:read', 'keys:manage'] as const;
export type Scope = (typeof SCOPES)[number];

/** A signed-in person, acting in one account. */
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
  environment: 'live' | 'test';
  /** When the key stops working, in ms since 1970; null is never. */
  expiresAtMs: number | null;
  ip: string | null;
};

/**
 * The installation itself: command line, first set-up, worker. `accountId` is the account worked on, if one is; `ip` where
 * somebody who is not signed in asked from.
 */
export type SystemActor = { kind: 'system'; name: string; accountId: string | null; ip?: string | null };

export type Actor = UserActor | KeyActor | SystemActor;

/** The name that others see of who did something: a person's, a key's, or "command line". */
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
