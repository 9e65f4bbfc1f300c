import type { QuotaKind } from './period';

/** Use of a limit of messages in the current period. */
export type LimitUse = { kind: QuotaKind; limit: number; used: number; endsAt: Date };

/** A limit of messages of which 80 or 100 percent were used in the current period. A key, or null for the whole account. */
export type LimitNotice = LimitUse & { percent: number; at: Date; apiKeyId: string | null; keyName: string | null };
