import { Prisma, type Transaction } from '../../database/db';
import { IS_UNFOLDED } from './delta';

type Reader = Pick<Transaction, '$queryRaw'>;

/** Use of a key, or of a secret. */
export type Uses = { timesUsed: number; lastUsedAt: Date | null; lastUsedIp: string | null };

export const NEVER_USED: Uses = { timesUsed: 0, lastUsedAt: null, lastUsedIp: null };

/** What is counted of a key on one UTC day. */
export type DayCounts = { uses: number; accepted: number; delivered: number; failed: number; unknown: number };

const UNFOLDED = Prisma.raw(IS_UNFOLDED);

// A count and what is to be added to it are read by one statement: between two, a fold could move rows from one to the other.

/** Returns the exact use of keys of the account and of their old secrets, by id of the key or secret. */
export async function readUses(
  client: Reader,
  accountId: string,
  keyIds: readonly string[],
): Promise<Map<string, Uses>> {
  if (keyIds.length === 0) return new Map();
  const rows = await client.$queryRaw<(Uses & { id: string })[]>`
    WITH added AS MATERIALIZED (
      SELECT COALESCE(d.secret_id, d.api_key_id) AS id, sum(d.uses) AS uses, max(d.at) AS at,
             (array_agg(d.ip ORDER BY d.at DESC))[1] AS ip
      FROM api_key_delta d WHERE d.api_key_id = ANY(${keyIds}::uuid[]) AND d.uses > 0 AND ${UNFOLDED} GROUP BY 1
    ), folded AS (
      SELECT api_key_id AS id, times_used, last_used_at, last_used_ip FROM api_key_usage
      WHERE api_key_id = ANY(${keyIds}::uuid[]) AND account_id = ${accountId}::uuid
      UNION ALL
      SELECT id, times_used, last_used_at, NULL FROM api_key_secret
      WHERE api_key_id = ANY(${keyIds}::uuid[]) AND account_id = ${accountId}::uuid AND valid_until IS NOT NULL
    )
    SELECT f.id, (f.times_used + COALESCE(a.uses, 0))::float8 AS "timesUsed", GREATEST(f.last_used_at, a.at) AS "lastUsedAt",
           CASE WHEN a.at >= f.last_used_at OR f.last_used_at IS NULL THEN a.ip ELSE f.last_used_ip END AS "lastUsedIp"
    FROM folded f LEFT JOIN added a ON a.id = f.id`;
  return new Map(rows.map(({ id, ...uses }) => [id, uses]));
}

/** Returns what is counted of keys by UTC day (`2026-11-20`) from `firstDay` on, by id. Days without counts are left out. */
export async function readDays(
  client: Reader,
  keyIds: readonly string[],
  firstDay: string,
): Promise<Map<string, Map<string, DayCounts>>> {
  const byKey = new Map<string, Map<string, DayCounts>>();
  if (keyIds.length === 0) return byKey;
  const wanted = Prisma.sql`api_key_id = ANY(${keyIds}::uuid[]) AND day >= ${firstDay}::date`;
  const rows = await client.$queryRaw<(DayCounts & { id: string; day: string })[]>`
    SELECT api_key_id AS id, day::text, sum(uses)::float8 AS uses, sum(accepted)::float8 AS accepted,
           sum(delivered)::float8 AS delivered, sum(failed)::float8 AS failed, sum(unknown)::float8 AS unknown
    FROM (
      SELECT api_key_id, day, uses, accepted, 0 AS delivered, 0 AS failed, 0 AS unknown FROM api_key_day WHERE ${wanted}
      UNION ALL
      SELECT api_key_id, day, 0, 0, delivered, failed, unknown FROM api_key_outcome WHERE ${wanted}
      UNION ALL
      SELECT api_key_id, day, uses, accepted, delivered, failed, unknown FROM api_key_delta d
      WHERE ${wanted} AND secret_id IS NULL AND ${UNFOLDED}
    ) counts GROUP BY api_key_id, day`;
  for (const { id, day, ...counts } of rows) {
    const days = byKey.get(id) ?? new Map<string, DayCounts>();
    byKey.set(id, days.set(day, counts));
  }
  return byKey;
}
