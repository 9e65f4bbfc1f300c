import { AppError } from '../base/errors';
import { formatCount } from '../base/format';
import { longPool } from '../database/db';

/** Counted to this many: what matters beyond is that there are many. */
const MAX_COUNTED = 10_000;

/**
 * Messages queued for the carrier $1 (id $2) that no route to another carrier could take, up to $3. A draining carrier
 * takes no more messages; test messages without a route go to the simulator.
 */
const STRANDED = `
  SELECT count(*)::int AS count FROM (
    SELECT 1 FROM message_queue q CROSS JOIN LATERAL unnest(q.message_ids) AS queued(id)
    JOIN message m ON m.id = queued.id
    WHERE q.carrier = $1 AND m.environment = 'live' AND NOT EXISTS (
      SELECT 1 FROM route r JOIN carrier c ON c.id = r.carrier_id
      WHERE r.carrier_id <> $2 AND c.state <> 'draining' AND r.environment = 'live'
        AND starts_with(substr(m.recipient, 2), r.prefix)
        AND (r.sender IS NULL OR r.sender = m.sender)
        AND (r.account_id IS NULL OR r.account_id = m.account_id))
    LIMIT $3) stranded`;

/** Throws `conflict` while messages are queued for the carrier that no other route could take. */
export async function requireNoStrandedMessages({ id, name }: { id: string; name: string }): Promise<void> {
  const { rows } = await longPool().query<{ count: number }>(STRANDED, [name, id, MAX_COUNTED]);
  const count = rows[0]?.count ?? 0;
  if (count === 0) return;
  const number = count === MAX_COUNTED ? `At least ${formatCount(count)}` : formatCount(count);
  throw new AppError(
    'conflict',
    `${number} ${count === 1 ? 'message is' : 'messages are'} queued for “${name}”, and no route to another carrier could take ${count === 1 ? 'it' : 'them'}. ` +
      'Drain it and wait until its queue is empty, or add such a route first.',
  );
}
