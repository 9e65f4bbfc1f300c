import type { Scope } from '@/lib/auth/actor';
import type { KeyType } from '@/lib/keys/schema';

export const KIND_NAMES: Record<KeyType, string> = { auth: 'Auth key', basic: 'Basic', hmac: 'HMAC' };

/** What the public half of each kind is called. */
export const VALUE_NAMES: Record<KeyType, string> = { auth: 'API auth key', basic: 'Key id', hmac: 'Key id' };

export const SCOPE_MEANINGS: Record<Scope, string> = {
  'sms:send': 'Send messages.',
  'sms:read': 'Look up its account’s messages and their status.',
  'keys:manage': 'Create, change and delete keys of the account. Only for tools that manage keys.',
};

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

export const OVERLAPS = [
  { seconds: 0, title: 'Now', meaning: 'The old secret is refused at once.' },
  { seconds: HOUR_S, title: '1 hour', meaning: 'For one application you restart yourself.' },
  { seconds: DAY_S, title: '24 hours', meaning: 'Time to roll the new secret out.' },
  { seconds: 7 * DAY_S, title: '7 days', meaning: 'For applications others run.' },
] as const;

export const OVERLAP_UNITS = { minutes: MINUTE_S, hours: HOUR_S, days: DAY_S } as const;
