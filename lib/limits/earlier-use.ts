import type { Transaction } from '../database/db';
import { periodOf, type QuotaKind } from './period';

/**
 * Counts what was accepted in the current period before a limit was set. The caller must keep acceptance waiting, so that no
 * message is accepted without the limit and not counted here. A higher count stays.
 */
export async function countEarlierUse(
  tx: Transaction,
  kind: QuotaKind,
  accountId: string,
  apiKeyId: string | null,
): Promise<void> {
  const { startsOn } = periodOf(kind, Date.now());
  const subjectId = apiKeyId ?? accountId;
  // The account's limit is one of live keys.
  await tx.$executeRaw`
    INSERT INTO limit_use AS u (subject_id, kind, starts_on, taken)
    SELECT ${subjectId}::uuid, ${kind}::limit_kind, ${startsOn}::date, COALESCE(sum(d.accepted), 0)
    FROM api_key k JOIN api_key_day d ON d.api_key_id = k.id AND d.day >= ${startsOn}::date
    WHERE k.account_id = ${accountId}::uuid
      AND CASE WHEN ${apiKeyId}::uuid IS NULL THEN k.environment = 'live' ELSE k.id = ${apiKeyId}::uuid END
    ON CONFLICT (subject_id, kind, starts_on) DO UPDATE SET taken = GREATEST(u.taken, excluded.taken)`;
}
