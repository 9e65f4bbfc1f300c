import type pg from 'pg';
import { newId } from '../base/ids';
import { plainArray, textArray } from '../database/array-literal';
import { transaction } from '../database/transaction';
import { isLeasedTo, JOBS_PER_ROW } from '../queue/lease';
import type { WebhookAnswer } from './post';
import { type ReturnedRow, returnRows } from './queue';

/** What one attempt came to. */
export type AttemptResult = Pick<WebhookAnswer, 'httpStatus' | 'error' | 'response'> & {
  /** What the receiver requested, for all reports of the lane. */
  retryAfterMs?: number | null;
  reportId: string;
  /** Row of the queue by which the report was claimed. */
  rowId: string;
  attempt: number;
  durationMs: number;
  /** `pending`: try again after `retryMs`. */
  state: 'delivered' | 'failed' | 'pending';
  retryMs: number;
};

/** Claimed rows whose reports all have a result once `results` are written. */
export type FinishedRows = {
  /** Nothing of these is left. */
  done: readonly string[];
  /** These have reports that were not sent. */
  rest: readonly ReturnedRow[];
};

/**
 * Records attempts and what follows from them: the result of the report, a row of the queue for its next attempt, and the
 * end of the rows that it finishes. Only reports in rows still leased to `worker` are changed, and only those without a
 * result of the same attempt. Safe to repeat.
 */
export async function settleReports(worker: string, results: AttemptResult[], finished: FinishedRows): Promise<void> {
  await transaction(async (client) => {
    if (results.length > 0) await record(client, worker, results, finished.done);
    await returnRows(client, worker, finished.rest);
  }, 'by key');
}

/**
 * Retries are due at whole seconds, those of one host in rows together: a host that is down for long has few rows for many
 * reports.
 */
const NEXT_ATTEMPT =
  "date_trunc('second', now() + t.retry_ms * interval '1 millisecond' + interval '999 milliseconds')";

const RECORD = `
  WITH leased AS MATERIALIZED (
    SELECT q.id, q.host FROM report_queue q WHERE q.id = ANY($3::bigint[]) AND ${isLeasedTo('$1', 'q')}
  ), result AS MATERIALIZED (
    SELECT t.*, l.host, CASE WHEN t.state = 'pending' THEN ${NEXT_ATTEMPT} END AS next_at
    FROM unnest($4::uuid[], $5::bigint[], $6::smallint[], $7::text[], $8::int[], $9::uuid[], $10::int[], $11::smallint[],
                $12::text[], $13::text[])
      AS t(report_id, row_id, attempt, state, retry_ms, id, duration_ms, http_status, error, response)
    JOIN leased l ON l.id = t.row_id
  ), recorded AS (
    UPDATE delivery_report r
    SET state = t.state::report_state, attempts = t.attempt, next_attempt_at = COALESCE(t.next_at, r.next_attempt_at),
        finished_at = CASE WHEN t.next_at IS NULL THEN now() END
    FROM result t
    WHERE r.id = t.report_id AND r.state = 'pending' AND r.attempts = t.attempt - 1
    RETURNING r.id, r.account_id, t.id AS attempt_id, t.attempt, t.duration_ms, t.http_status, t.error, t.response, t.host, t.next_at
  ), retried AS (
    INSERT INTO report_queue (host, run_at, size, report_ids)
    SELECT host, next_at, count(*), array_agg(id ORDER BY id)
    FROM (SELECT host, next_at, id, (row_number() OVER (PARTITION BY host, next_at ORDER BY id) - 1) / ${JOBS_PER_ROW} AS part
          FROM recorded WHERE next_at IS NOT NULL) p
    GROUP BY host, next_at, part
  ), deleted AS (
    DELETE FROM report_queue q WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')}
  )
  INSERT INTO webhook_attempt (id, report_id, account_id, number, at, duration_ms, http_status, error, response)
  SELECT attempt_id, id, account_id, attempt, now() - duration_ms * interval '1 millisecond', duration_ms, http_status, error,
         response
  FROM recorded`;

async function record(
  client: pg.ClientBase,
  worker: string,
  results: AttemptResult[],
  done: readonly string[],
): Promise<void> {
  const values = [
    worker,
    plainArray(done),
    plainArray([...new Set(results.map(({ rowId }) => rowId))]),
    plainArray(results.map(({ reportId }) => reportId)),
    plainArray(results.map(({ rowId }) => rowId)),
    plainArray(results.map(({ attempt }) => attempt)),
    plainArray(results.map(({ state }) => state)),
    plainArray(results.map(({ retryMs }) => retryMs)),
    plainArray(results.map(() => newId())),
    plainArray(results.map(({ durationMs }) => durationMs)),
    plainArray(results.map(({ httpStatus }) => httpStatus ?? 'NULL')),
    textArray(results.map(({ error }) => error)),
    textArray(results.map(({ response }) => response)),
  ];
  await client.query({ name: 'record-attempts', text: RECORD, values });
}
