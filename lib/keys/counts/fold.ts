import type pg from 'pg';
import { transaction } from '../../database/transaction';
import { IS_UNFOLDED } from './delta';

/** Counts are folded this often. Rarely enough that a row of the totals gets few versions, which readers must pass over. */
export const FOLD_INTERVAL_MS = 5_000;
/** Rows of one transaction: few enough for the limits of a process that serves requests. */
const MAX_ROWS = 5_000;

const LOCK = 'SELECT FROM api_key_fold f WHERE f.id = 1 FOR UPDATE OF f SKIP LOCKED';
const LOCK_IF_DUE = {
  name: 'lock-fold',
  text: `
    SELECT FROM api_key_fold f
    WHERE f.id = 1 AND f.folded_at <= now() - $1::interval AND EXISTS (SELECT FROM api_key_delta d WHERE ${IS_UNFOLDED})
    FOR UPDATE OF f SKIP LOCKED`,
};

// Rows of the totals are locked in id order, those of keys before those of secrets, as commands do. Folding a part leaves the
// position where it is: what is folded is deleted.
const fold = (condition: string) => `
  WITH folded AS (
    DELETE FROM api_key_delta WHERE ctid = ANY(ARRAY(
      SELECT d.ctid FROM api_key_delta d WHERE ${condition} ORDER BY d.transaction_id LIMIT ${MAX_ROWS}))
    RETURNING api_key_id, secret_id, day, uses, accepted, delivered, failed, unknown, at, ip
  ), uses AS MATERIALIZED (
    SELECT api_key_id, secret_id, sum(uses) AS uses, max(at) AS at, (array_agg(ip ORDER BY at DESC))[1] AS ip
    FROM folded WHERE uses > 0 GROUP BY api_key_id, secret_id
  ), locked AS MATERIALIZED (
    SELECT u.* FROM uses u JOIN api_key_usage k ON k.api_key_id = u.api_key_id
    ORDER BY k.api_key_id FOR NO KEY UPDATE OF k
  ), used AS (
    UPDATE api_key_usage k
    SET times_used = k.times_used + u.uses, last_used_at = GREATEST(k.last_used_at, u.at),
        last_used_ip = CASE WHEN k.last_used_at > u.at THEN k.last_used_ip ELSE u.ip END
    FROM locked u WHERE k.api_key_id = u.api_key_id AND u.secret_id IS NULL
  ), secrets AS (
    UPDATE api_key_secret s SET times_used = s.times_used + u.uses, last_used_at = GREATEST(s.last_used_at, u.at)
    FROM locked u WHERE s.id = u.secret_id
  ), days AS (
    INSERT INTO api_key_day AS d (api_key_id, day, uses, accepted)
    SELECT api_key_id, day, sum(uses), sum(accepted) FROM folded WHERE secret_id IS NULL AND uses > 0
    GROUP BY api_key_id, day ORDER BY api_key_id, day
    ON CONFLICT (api_key_id, day) DO UPDATE
    SET uses = d.uses + excluded.uses, accepted = d.accepted + excluded.accepted
  ), outcomes AS (
    INSERT INTO api_key_outcome AS o (api_key_id, day, delivered, failed, unknown)
    SELECT api_key_id, day, sum(delivered), sum(failed), sum(unknown) FROM folded
    WHERE delivered > 0 OR failed > 0 OR unknown > 0
    GROUP BY api_key_id, day ORDER BY api_key_id, day
    ON CONFLICT (api_key_id, day) DO UPDATE
    SET delivered = o.delivered + excluded.delivered, failed = o.failed + excluded.failed,
        unknown = o.unknown + excluded.unknown
  ), size AS (
    SELECT count(*)::int AS rows FROM folded
  ), moved AS (
    UPDATE api_key_fold SET folded_at = now(),
           snapshot = CASE WHEN size.rows < ${MAX_ROWS} THEN pg_current_snapshot() ELSE snapshot END
    FROM size WHERE id = 1
  )
  SELECT rows FROM size`;

export const FOLD = { name: 'fold-counts', text: fold(IS_UNFOLDED) };
const FOLD_ALL = { name: 'fold-all-counts', text: fold('TRUE') };

export type FoldOptions = {
  /**
   * Reads the table from its beginning, not from the position. Needed once after the database was restored into another
   * cluster, where transaction ids begin again: so each process begins with it.
   */
  fromBeginning?: boolean;
  /** Does nothing where the last fold ended more recently. */
  maxAgeMs?: number;
};

/**
 * Adds what is counted in api_key_delta to the totals, exactly once: one transaction deletes the rows and adds them. Does
 * nothing while another process folds. Returns the number of rows.
 */
export async function foldCounts(options: FoldOptions = {}): Promise<number> {
  const { fromBeginning = false } = options;
  let rows = await transaction((client) => foldSome(client, options));
  let total = rows;
  while (rows === MAX_ROWS) {
    rows = await transaction((client) => foldSome(client, { fromBeginning }));
    total += rows;
  }
  return total;
}

async function foldSome(client: pg.ClientBase, { fromBeginning, maxAgeMs = 0 }: FoldOptions): Promise<number> {
  const due = fromBeginning ? LOCK : { ...LOCK_IF_DUE, values: [`${maxAgeMs} milliseconds`] };
  if ((await client.query(due)).rowCount === 0) return 0;
  const { rows } = await client.query<{ rows: number }>(fromBeginning ? FOLD_ALL : FOLD);
  return rows[0]?.rows ?? 0;
}
