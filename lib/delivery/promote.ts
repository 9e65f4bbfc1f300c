import { transaction } from '../database/transaction';
import { announceQueued } from '../messages/announce-queued';

const BATCH_SIZE = 1_000;

type Promoted = {
  /** How many messages were queued. */
  promoted: number;
  /** Milliseconds until the next is due; null when none is scheduled, 0 when more are due now. */
  nextMs: number | null;
};

const PROMOTE = `
  WITH due AS MATERIALIZED (
    SELECT id FROM message WHERE status = 'scheduled' AND run_at <= now()
    ORDER BY run_at, id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
  ), promoted AS (
    UPDATE message m SET status = 'queued' FROM due d WHERE m.id = d.id RETURNING m.id
  )
  SELECT (SELECT count(*) FROM promoted)::int AS promoted,
         (SELECT ceil(extract(epoch FROM run_at - now()) * 1000)::float8 FROM message
          WHERE status = 'scheduled' AND run_at > now() ORDER BY run_at, id LIMIT 1) AS "nextMs"`;

/**
 * Queues scheduled messages whose time has come, the longest due first, a batch at a time; any number of workers may do it
 * at once. One that somebody is cancelling right now is left to them. One whose validity is over by then is queued all
 * the same: whoever claims it expires it, as any other.
 */
export async function promoteDue(): Promise<Promoted> {
  const { rows } = await transaction((client) => client.query<Promoted>(PROMOTE, [BATCH_SIZE]), 'in index order');
  const [{ promoted, nextMs } = { promoted: 0, nextMs: null }] = rows;
  if (promoted > 0) announceQueued();
  return { promoted, nextMs: promoted === BATCH_SIZE ? 0 : nextMs };
}
