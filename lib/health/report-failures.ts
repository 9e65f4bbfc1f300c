import { lowestIdAt } from '../base/ids';
import { longPool } from '../database/db';

const DAY_MS = 24 * 3_600_000;
/** Failed reports of one account that are counted at most. */
const MAX_COUNTED = 100_000;

/** By account, whose failed reports an index lists. */
const DEAD_LETTERS = `
  SELECT COALESCE(sum(f.count), 0)::int AS count FROM account a, LATERAL (
    SELECT count(*) FROM (SELECT FROM delivery_report r
      WHERE r.account_id = a.id AND r.state = 'failed' AND r.id >= $1 LIMIT ${MAX_COUNTED}) r) f`;

const DISABLED = 'SELECT count(*)::int AS count FROM webhook_state WHERE disabled_at IS NOT NULL';

/** Counts the reports of the last 24 hours that failed for good, and the targets that nothing is sent to. */
export async function reportFailures(): Promise<{ deadLetters: number; disabledTargets: number }> {
  const [dead, disabled] = await Promise.all([
    longPool().query<{ count: number }>(DEAD_LETTERS, [lowestIdAt(new Date(Date.now() - DAY_MS))]),
    longPool().query<{ count: number }>(DISABLED),
  ]);
  return { deadLetters: dead.rows[0]?.count ?? 0, disabledTargets: disabled.rows[0]?.count ?? 0 };
}
