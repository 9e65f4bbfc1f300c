import { pool } from '../db';
import { newId } from '../ids';
import { transaction } from '../transaction';
import type { WebhookAnswer } from './post';

/** How long a claimed report is a worker's own. Longer than one attempt can take. */
const LEASE_SECONDS = 60;

/** A report this worker is to try now. */
export type ClaimedReport = {
  id: string;
  url: string;
  /** Host and port of `url`: what concurrency is limited by. */
  host: string;
  body: string;
  /** Number of this attempt, from 1. */
  attempt: number;
  apiKeyId: string;
  /** Sealed. */
  webhookSecret: string;
};

export type ReportClaim = {
  worker: string;
  limit: number;
  /** How many may be claimed for one host. */
  perHost: number;
  /** The same for hosts that have less room. */
  room: ReadonlyMap<string, number>;
};

/** How many due reports are looked at, to find other hosts behind a busy one. */
const LOOK_AHEAD = 512;
const HOST = `lower(split_part(url, '/', 3))`;

/**
 * Claims reports whose time has come, the longest waiting first, at most `limit` and never more per host than it has room
 * for, so that a host that hangs holds up no other. No other worker gets them while the lease lasts.
 */
export async function claimReports({ worker, limit, perHost, room }: ReportClaim): Promise<ClaimedReport[]> {
  const full = [...room].filter(([, places]) => places <= 0).map(([host]) => host);
  const due = await findDue(full);
  const chosen = chooseFairly(due, limit, (host) => room.get(host) ?? perHost);
  if (chosen.length === 0) return [];
  const { rows } = await pool().query<ClaimedReport>(
    `WITH picked AS MATERIALIZED (
       SELECT id FROM delivery_report WHERE id = ANY($2::uuid[]) AND state = 'pending' AND next_attempt_at <= now()
       FOR NO KEY UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE delivery_report r
       SET lease_owner = $1, attempts = r.attempts + 1, next_attempt_at = now() + $3 * interval '1 second'
       FROM picked WHERE r.id = picked.id
       RETURNING r.id, r.url, r.body, r.attempts, r.api_key_id
     )
     SELECT c.id, c.url, ${HOST} AS host, c.body, c.attempts AS attempt, c.api_key_id AS "apiKeyId",
            k.webhook_secret AS "webhookSecret"
     FROM claimed c JOIN api_key k ON k.id = c.api_key_id ORDER BY c.id`,
    [worker, chosen.map(({ id }) => id), LEASE_SECONDS],
  );
  return rows;
}

type Due = { id: string; host: string };

async function findDue(exceptHosts: string[]): Promise<Due[]> {
  const { rows } = await transaction(
    (client) =>
      client.query<Due>(
        `SELECT id, ${HOST} AS host FROM delivery_report
         WHERE state = 'pending' AND next_attempt_at <= now() AND ${HOST} <> ALL($1::text[])
         ORDER BY next_attempt_at, id LIMIT $2`,
        [exceptHosts, LOOK_AHEAD],
      ),
    'in index order',
  );
  return rows;
}

/** In order, as many of each host as it has room for. */
function chooseFairly(due: Due[], limit: number, roomOf: (host: string) => number): Due[] {
  const taken = new Map<string, number>();
  return due
    .filter(({ host }) => {
      const place = (taken.get(host) ?? 0) + 1;
      taken.set(host, place);
      return place <= roomOf(host);
    })
    .slice(0, limit);
}

/** Lengthens the lease of reports that a worker still holds; what is being settled needs none. */
export async function extendReportLeases(worker: string, reportIds: string[]): Promise<void> {
  if (reportIds.length === 0) return;
  await pool().query(
    `UPDATE delivery_report SET next_attempt_at = now() + $3 * interval '1 second'
     WHERE id IN (
       SELECT id FROM delivery_report WHERE id = ANY($2::uuid[]) AND lease_owner = $1 AND state = 'pending'
       FOR NO KEY UPDATE SKIP LOCKED
     )`,
    [worker, reportIds, LEASE_SECONDS],
  );
}

/** Gives claimed reports back that were not tried. */
export async function releaseReports(worker: string, reportIds: string[]): Promise<void> {
  if (reportIds.length === 0) return;
  await pool().query(
    `UPDATE delivery_report SET next_attempt_at = now(), lease_owner = NULL, attempts = attempts - 1
     WHERE id = ANY($2::uuid[]) AND lease_owner = $1 AND state = 'pending'`,
    [worker, reportIds],
  );
}

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
       SET state = t.state::report_state, lease_owner = NULL,
           next_attempt_at = now() + t.retry_ms * interval '1 millisecond',
           finished_at = CASE WHEN t.state = 'pending' THEN NULL ELSE now() END
       FROM result t
       WHERE r.id = t.report_id AND r.lease_owner = $1 AND r.attempts = t.attempt AND r.state = 'pending'
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
