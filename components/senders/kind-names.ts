import type { SenderKind } from '@/lib/senders/rules';

/** Kinds of sender ID, as people read them. */
export const KIND_NAMES: Record<SenderKind, string> = { name: 'Name', number: 'Number', short_code: 'Short code' };
