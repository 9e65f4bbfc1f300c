import { groupBy } from '../base/group-by';
import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import type { GroupKey } from './normalize';
import { closeGroups, lockGroups } from './parts';
import { storeReceived } from './store';

/** In SQL: how long a long message waits for its parts. Carriers retry for about a day. */
export const PARTS_WAIT = "interval '24 hours'";
/** Groups that one call closes at most. */
const BATCH = 500;

/**
 * Stores long messages whose parts have not all arrived within 24 hours, with the parts that are there. Any number of
 * workers may call it at once. Returns how many messages it stored.
 */
export async function closeOverdue(): Promise<number> {
  const { rows } = await pool().query<GroupKey & { carrier: string }>(
    `SELECT DISTINCT carrier, sender, recipient, reference, total
     FROM (SELECT * FROM received_part WHERE received_at < now() - ${PARTS_WAIT} AND NOT assembled
           ORDER BY received_at LIMIT ${BATCH}) p`,
  );
  let closed = 0;
  for (const [carrier, keys] of groupBy(rows, ({ carrier }) => carrier)) {
    closed += await transaction(async (client) => {
      await lockGroups(client, carrier, keys);
      const received = await closeGroups(client, carrier, keys);
      await storeReceived(client, carrier, received);
      return received.length;
    }, 'by key');
  }
  return closed;
}
