import { newId } from '../base/ids';
import { transaction } from '../database/transaction';
import { END_LEASE, isLeasedTo } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import type { WebhookAnswer } from './post';

/** What one attempt came to. */
export type AttemptResult = Pick<WebhookAnswer, 'httpStatus' | 'error' | 'response'> & {
  reportId: string;
  attempt: number;
  durationMs: number;
  /** `pending`: try again after `retryMs`. */
  state: 'delivered' | 'failed' | 'pending';
  retryMs: number;
};

/**
 * Records attempts and what follows from them, in one statement. Only reports still leased to `worker` under the same
 * attempt are touched. Safe to repeat.
 */
export async function settleReports(worker: string, results: AttemptResult[]): Promise<void> {
  if (results.length === 0) return;
  await transaction((client) =>
    client.query(
      `WITH result AS MATERIALIZED (
       SELECT * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::int[], $6::uuid[], $7::int[], $8::smallint[],
                            $9::text[], $10::text[])
         AS t(report_id, attempt, state, retry_ms, id, duration_ms, http_status, error, response)
     ), fenced AS (
       UPDATE delivery_report r
       SET state = t.state::report_state, ${END_LEASE}, claims = 0, begun_at = NULL,
           next_attempt_at = now() + t.retry_ms * interval '1 millisecond',
           finished_at = CASE WHEN t.state = 'pending' THEN NULL ELSE now() END
       FROM result t
       WHERE r.id = t.report_id AND r.attempts = t.attempt AND ${isLeasedTo(REPORT_QUEUE, '$1', 'r')}
       RETURNING r.id, r.account_id
     )
     INSERT INTO webhook_attempt (id, report_id, account_id, number, at, duration_ms, http_status, error, response)
     SELECT t.id, t.report_id, f.account_id, t.attempt, now() - t.duration_ms * interval '1 millisecond', t.duration_ms,
            t.http_status, t.error, t.response
     FROM result t JOIN fenced f ON f.id = t.report_id`,
      [
        worker,
        results.map((result) => result.reportId),
        results.map((result) => result.attempt),
        results.map((result) => result.state),
        results.map((result) => result.retryMs),
        results.map(() => newId()),
        results.map((result) => result.durationMs),
        results.map((result) => result.httpStatus),
        results.map((result) => result.error),
        results.map((result) => result.response),
      ],
    ),
  );
}
