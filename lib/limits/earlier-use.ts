import type { Transaction } from '../database/db';
import { periodOf, type QuotaKind } from './period';

/**
 * Counts messages that were accepted in the current period before a limit was set. The caller must keep acceptance waiting
 * while it reads `accepted`, so that no message is accepted without the limit and not counted here. A higher count stays.
 */
export async function countEarlierUse(
  tx: Transaction,
  kind: QuotaKind,
  subjectId: string,
  accepted: number,
): Promise<void> {
  const { startsOn } = periodOf(kind, Date.now());
  await tx.$executeRaw`
    INSERT INTO limit_use AS u (subject_id, kind, starts_on, taken)
    VALUES (${subjectId}::uuid, ${kind}::limit_kind, ${startsOn}::date, ${accepted})
    ON CONFLICT (subject_id, kind, starts_on) DO UPDATE SET taken = GREATEST(u.taken, excluded.taken)`;
}
