import type pg from 'pg';
import { MAX_CLAIMS } from '../queue/claim-limits';
import { countEvent } from '../queue/worker-events';
import { IS_PENDING } from './report-state';

type LostRow = { id: string; lostClaims: number };

/**
 * Closes rows, leased to the caller, that several workers in a row died with: fails their reports at the limit, before it
 * splits them into rows of one report each, so that the report at fault ends alone.
 */
export async function closeLostRows(client: pg.ClientBase, rows: readonly LostRow[]): Promise<void> {
  if (rows.length === 0) return;
  const isOver = ({ lostClaims }: LostRow) => lostClaims >= MAX_CLAIMS;
  await split(client, idsOf(rows.filter((row) => !isOver(row))));
  await fail(client, idsOf(rows.filter(isOver)));
  await client.query('DELETE FROM report_queue WHERE id = ANY($1::bigint[])', [idsOf(rows)]);
}

function idsOf(rows: readonly LostRow[]): string[] {
  return rows.map(({ id }) => id);
}

async function split(client: pg.ClientBase, rowIds: string[]): Promise<void> {
  if (rowIds.length === 0) return;
  await client.query(
    `INSERT INTO report_queue (host, run_at, lost_claims, size, report_ids)
     SELECT q.host, q.run_at, q.lost_claims, 1, ARRAY[u.id]
     FROM report_queue q, unnest(q.report_ids) WITH ORDINALITY AS u(id, place)
     WHERE q.id = ANY($1::bigint[]) ORDER BY q.id, u.place`,
    [rowIds],
  );
}

async function fail(client: pg.ClientBase, rowIds: string[]): Promise<void> {
  if (rowIds.length === 0) return;
  const { rowCount } = await client.query(
    `WITH failed AS (
       UPDATE delivery_report r SET state = 'failed', finished_at = now()
       FROM report_queue q, unnest(q.report_ids) AS u(id)
       WHERE q.id = ANY($1::bigint[]) AND r.id = u.id AND ${IS_PENDING} AND r.next_attempt_at <= q.run_at
       RETURNING r.id, r.account_id, r.attempts
     )
     INSERT INTO webhook_attempt (report_id, account_id, number, duration_ms, error)
     SELECT id, account_id, attempts + 1, 0, 'claim_limit' FROM failed`,
    [rowIds],
  );
  await countEvent(client, 'report_claim_limit', rowCount ?? 0);
}
