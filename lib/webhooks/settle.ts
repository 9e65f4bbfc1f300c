import type pg from 'pg';
import { partition } from '../base/partition';
import { plainArray, textArray } from '../database/array-literal';
import { transaction } from '../database/transaction';
import { isLeasedTo, JOBS_PER_ROW } from '../queue/lease';
import { lockReports } from './lock-reports';
import type { WebhookAnswer } from './post';
import { type ReturnedRow, returnRows } from './queue';
import { IS_PENDING } from './report-state';

/** What one attempt came to. */
export type AttemptResult = Pick<WebhookAnswer, 'httpStatus' | 'error' | 'response'> & {
  reportId: string;
  accountId: string;
  /** Row of the queue by which the report was claimed. */
  rowId: string;
  attempt: number;
  durationMs: number;
  /** When it began, as its signature says; absent: before `durationMs`. */
  at?: Date;
  /** `pending`: try again after `retryMs`. */
  state: 'delivered' | 'failed' | 'cancelled' | 'pending';
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
 *
 * A first attempt that succeeded is its report's result: the report itself is not written again (report-state.ts), and the
 * statement names none of the partitions, which PostgreSQL would lock all at each execution.
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

const LEASED = `leased AS MATERIALIZED (
    SELECT q.id, q.host FROM report_queue q WHERE q.id = ANY($3::bigint[]) AND ${isLeasedTo('$1', 'q')}
  )`;
const DELETED = `deleted AS (
    DELETE FROM report_queue q WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')}
  )`;
const ATTEMPTED_AT = "COALESCE(t.at, now() - t.duration_ms * interval '1 millisecond')";
const ATTEMPT_COLUMNS = 'report_id, account_id, number, at, duration_ms, http_status, error, response';

const RECORD_FIRST = `
  WITH ${LEASED}, ${DELETED}
  INSERT INTO webhook_attempt (${ATTEMPT_COLUMNS})
  SELECT t.report_id, t.account_id, 1, ${ATTEMPTED_AT}, t.duration_ms, t.http_status, t.error,
         t.response
  FROM unnest($4::uuid[], $5::bigint[], $6::uuid[], $7::int[], $8::smallint[], $9::text[], $10::text[],
              $11::timestamptz[])
    AS t(report_id, row_id, account_id, duration_ms, http_status, error, response, at)
  JOIN leased l ON l.id = t.row_id
  ON CONFLICT DO NOTHING`;

const RECORD = `
  WITH ${LEASED}, ${DELETED}, result AS MATERIALIZED (
    SELECT t.*, l.host, CASE WHEN t.state = 'pending' THEN ${NEXT_ATTEMPT} END AS next_at
    FROM unnest($4::uuid[], $5::bigint[], $6::uuid[], $7::int[], $8::smallint[], $9::text[], $10::text[], $11::timestamptz[],
                $12::smallint[], $13::text[], $14::int[])
      AS t(report_id, row_id, account_id, duration_ms, http_status, error, response, at, attempt, state, retry_ms)
    JOIN leased l ON l.id = t.row_id
  ), recorded AS (
    UPDATE delivery_report r
    SET state = t.state::report_state, attempts = t.attempt, next_attempt_at = COALESCE(t.next_at, r.next_attempt_at),
        finished_at = CASE WHEN t.next_at IS NULL THEN now() END
    FROM result t
    WHERE r.id = t.report_id AND r.attempts = t.attempt - 1 AND ${IS_PENDING}
    RETURNING r.id, r.account_id, t.attempt, t.duration_ms, t.http_status, t.error, t.response, t.at, t.host, t.next_at
  ), retried AS (
    INSERT INTO report_queue (host, run_at, size, report_ids)
    SELECT host, next_at, count(*), array_agg(id ORDER BY id)
    FROM (SELECT host, next_at, id, (row_number() OVER (PARTITION BY host, next_at ORDER BY id) - 1) / ${JOBS_PER_ROW} AS part
          FROM recorded WHERE next_at IS NOT NULL) p
    GROUP BY host, next_at, part
  )
  INSERT INTO webhook_attempt (${ATTEMPT_COLUMNS})
  SELECT t.id, t.account_id, t.attempt, ${ATTEMPTED_AT}, t.duration_ms, t.http_status, t.error, t.response FROM recorded t`;

const isFirstSuccess = ({ attempt, state }: AttemptResult) => attempt === 1 && state === 'delivered';

async function record(
  client: pg.ClientBase,
  worker: string,
  results: AttemptResult[],
  done: readonly string[],
): Promise<void> {
  const [firsts, others] = partition(results, isFirstSuccess);
  if (firsts.length > 0) {
    // The rows end with the last statement: they are the fence of both.
    const ended = others.length > 0 ? [] : done;
    await client.query({ name: 'record-first-attempts', text: RECORD_FIRST, values: valuesOf(worker, ended, firsts) });
  }
  if (others.length === 0) return;
  await lockReports(
    client,
    others.map(({ reportId }) => reportId),
  );
  const values = [
    ...valuesOf(worker, done, others),
    plainArray(others.map(({ attempt }) => attempt)),
    plainArray(others.map(({ state }) => state)),
    plainArray(others.map(({ retryMs }) => retryMs)),
  ];
  await client.query({ name: 'record-attempts', text: RECORD, values });
}

function valuesOf(worker: string, done: readonly string[], results: readonly AttemptResult[]): string[] {
  return [
    worker,
    plainArray(done),
    plainArray([...new Set(results.map(({ rowId }) => rowId))]),
    plainArray(results.map(({ reportId }) => reportId)),
    plainArray(results.map(({ rowId }) => rowId)),
    plainArray(results.map(({ accountId }) => accountId)),
    plainArray(results.map(({ durationMs }) => durationMs)),
    plainArray(results.map(({ httpStatus }) => httpStatus ?? 'NULL')),
    textArray(results.map(({ error }) => error)),
    textArray(results.map(({ response }) => response)),
    plainArray(results.map(({ at }) => (at ? `"${at.toISOString()}"` : 'NULL'))),
  ];
}
