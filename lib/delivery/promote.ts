import { transaction } from '../database/transaction';
import { announceQueued } from '../messages/announce-queued';
import { isDue, isOpen, lockJobs } from '../queue/lease';
import { MESSAGE_QUEUE, SCHEDULE } from '../queue/queues';

const BATCH_SIZE = 1_000;

type Promoted = {
  /** How many messages were queued. */
  promoted: number;
  /** Milliseconds until the next is due; null when none is scheduled, 0 when more are due now. */
  nextMs: number | null;
};

const PROMOTE = `
  WITH due AS MATERIALIZED (
    ${lockJobs(SCHEDULE, isDue(SCHEDULE), 'ORDER BY run_at, id LIMIT $1')}
  ), promoted AS (
    UPDATE message m SET status = '${MESSAGE_QUEUE.status.open}' FROM due d WHERE m.id = d.id RETURNING m.id
  )
  SELECT (SELECT count(*) FROM promoted)::int AS promoted,
         (SELECT ceil(extract(epoch FROM run_at - now()) * 1000)::float8 FROM message
          WHERE ${isOpen(SCHEDULE)} AND run_at > now() ORDER BY run_at, id LIMIT 1) AS "nextMs"`;

/**
 * Queues scheduled messages that are due, the longest due first, a batch at a time. Any number of workers may do it at once.
 * Skips a message that is being cancelled. Queues a message whose validity is over too: the claim expires it, as any other.
 */
export async function promoteDue(): Promise<Promoted> {
  const { rows } = await transaction((client) => client.query<Promoted>(PROMOTE, [BATCH_SIZE]), 'in index order');
  const [{ promoted, nextMs } = { promoted: 0, nextMs: null }] = rows;
  if (promoted > 0) announceQueued();
  return { promoted, nextMs: promoted === BATCH_SIZE ? 0 : nextMs };
}
