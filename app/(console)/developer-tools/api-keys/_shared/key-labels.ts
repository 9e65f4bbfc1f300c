import type { KeyType } from '@/lib/keys/schema';

/** The labels of the three types of credential. */
export const KEY_TYPE_NAMES: Record<KeyType, string> = { auth: 'Auth key', basic: 'Basic', hmac: 'HMAC' };
