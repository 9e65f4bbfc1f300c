// Each transaction that counts something of a key inserts a row of api_key_delta and updates no row. `foldCounts` (fold.ts)
// adds the rows to the totals and deletes them, so a count is always the total and the rows that are there. The folded ones
// remain in table and index while an open transaction keeps vacuum from removing them; reads pass over them by the position
// of the last fold: a snapshot. What was not visible in it is not folded.

/** The present day in UTC, in SQL. */
export const TODAY = "(now() AT TIME ZONE 'UTC')::date";

// A database that was restored into another cluster may have a position of a higher transaction id than any there.
const POSITION = `
  (SELECT CASE WHEN pg_snapshot_xmax(f.snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
               THEN pg_snapshot_xmax(f.snapshot) ELSE '0'::xid8 END FROM api_key_fold f WHERE f.id = 1)`;
/** Transactions that were open in the snapshot. */
const OPEN = 'ARRAY(SELECT pg_snapshot_xip(f.snapshot) FROM api_key_fold f WHERE f.id = 1)';
/** Without an upper bound, the planner would expect a third of the table and read all of it. */
const MAX_ID = "'18446744073709551615'::xid8";

/** SQL condition: whether a row of api_key_delta, which is `d`, is not folded. Read by index. */
export const IS_UNFOLDED = `
  (d.transaction_id >= ${POSITION} AND d.transaction_id <= ${MAX_ID} OR d.transaction_id = ANY(${OPEN}))`;
