import type { KeyType } from '@/lib/keys/schema';

/** What people call the three kinds of credential. */
export const KIND_NAMES: Record<KeyType, string> = { auth: 'Auth key', basic: 'Basic', hmac: 'HMAC' };
