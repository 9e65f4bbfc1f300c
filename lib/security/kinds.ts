/** Kinds of security events, with their labels in the console. */
export const SECURITY_EVENTS = {
  sign_in_failed: 'Wrong password or code',
  sign_in_unknown_user: 'Sign-in for an unknown e-mail address',
  sign_in_limited: 'Sign-in refused by a limit',
  passkey_refused: 'Passkey refused',
  link_refused: 'Unknown or used link',
  forged_request: 'Request from another site',
  foreign_host: 'Console opened at another host',
  unknown_key: 'Unknown API key',
} as const;
export type SecurityEventKind = keyof typeof SECURITY_EVENTS;

export const SECURITY_EVENT_KINDS = Object.keys(SECURITY_EVENTS) as SecurityEventKind[];

/** Addresses counted one by one for each kind and hour: bounds what any client can write. */
export const MAX_ADDRESSES = 200;

/** The column `ip` of all addresses beyond those, which are counted together. */
export const OTHER_ADDRESSES = '*';
