import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import { MAX_CLAIMS, SUSPECT_AFTER } from '../queue/claim-limits';
import { END_LEASE, isDue, isLeasedTo, lockJobs, takeLease } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import { closeLost } from './lost-attempts';

/** A report that a worker has claimed. */
export type HeldReport = {
  id: string;
  url: string;
  /** Host and port of `url`: what concurrency is limited by. */
  host: string;
  body: string;
  apiKeyId: string;
  /** Sealed. */
  webhookSecret: string;
  /** Earlier claims without a result. */
  earlierClaims: number;
};

/** A report whose attempt has begun. */
export type ClaimedReport = HeldReport & {
  /** Number of this attempt, from 1. */
  attempt: number;
};

export type ReportClaim = {
  worker: string;
  limit: number;
  /** How many may be claimed for one host. */
  perHost: number;
  /** The same for hosts that have less room. */
  room: ReadonlyMap<string, number>;
  /** Whether one report that workers died with may be among them. */
  suspect: boolean;
};

/** How many due reports are read, to find other hosts behind a busy one. */
const LOOK_AHEAD = 512;

/**
 * Claims due reports, the longest waiting first, at most `limit` and never more per host than it has room for, so that a
 * host that hangs delays no other. A claim is not an attempt: `beginAttempts` counts those. Reports that were claimed too
 * often without a result are failed here and not returned.
 */
export async function claimReports(claim: ReportClaim): Promise<HeldReport[]> {
  const { worker, limit, perHost, room } = claim;
  const full = [...room].filter(([, places]) => places <= 0).map(([host]) => host);
  const due = await findDue(full, claim.suspect);
  const chosen = chooseFairly(due, limit, (host) => room.get(host) ?? perHost);
  if (chosen.length === 0) return [];
  const lost = chosen.filter(({ begun, claims }) => begun || claims >= MAX_CLAIMS);
  if (lost.length > 0) await closeLost(lost.map(({ id }) => id));
  const { rows } = await pool().query<HeldReport>(
    `WITH picked AS MATERIALIZED (
       ${lockJobs(REPORT_QUEUE, `id = ANY($2::uuid[]) AND ${isDue(REPORT_QUEUE)} AND begun_at IS NULL AND claims < ${MAX_CLAIMS}`)}
     ), claimed AS (
       UPDATE delivery_report r
       SET ${takeLease(REPORT_QUEUE, '$1')}, claims = r.claims + 1
       FROM picked WHERE r.id = picked.id
       RETURNING r.id, r.url, r.host, r.body, r.api_key_id, r.claims
     )
     SELECT c.id, c.url, c.host, c.body, c.api_key_id AS "apiKeyId", k.webhook_secret AS "webhookSecret",
            c.claims - 1 AS "earlierClaims"
     FROM claimed c JOIN api_key k ON k.id = c.api_key_id ORDER BY c.id`,
    [worker, chosen.map(({ id }) => id)],
  );
  return rows;
}

type Due = { id: string; host: string; claims: number; begun: boolean };

async function findDue(exceptHosts: string[], suspects: boolean): Promise<Due[]> {
  const { rows } = await transaction(
    (client) =>
      client.query<Due>(
        `SELECT id, host, claims, begun_at IS NOT NULL AS begun FROM delivery_report
         WHERE ${isDue(REPORT_QUEUE)} AND host <> ALL($1::text[]) AND (claims < ${SUSPECT_AFTER} OR $3)
         ORDER BY next_attempt_at, id LIMIT $2`,
        [exceptHosts, LOOK_AHEAD, suspects],
      ),
    'in index order',
  );
  return rows;
}

/** In order, as many of each host as it has room for, and at most one that workers died with. */
function chooseFairly(due: Due[], limit: number, roomOf: (host: string) => number): Due[] {
  const taken = new Map<string, number>();
  let suspects = 0;
  return due
    .filter(({ host, claims }) => {
      if (claims >= SUSPECT_AFTER && suspects++ > 0) return false;
      const place = (taken.get(host) ?? 0) + 1;
      taken.set(host, place);
      return place <= roomOf(host);
    })
    .slice(0, limit);
}

/**
 * Counts an attempt of each report that `worker` still holds, durably, before it is sent. Returns the attempts' numbers by
 * report; a report that is missing went to another worker and must not be sent. Safe to repeat.
 */
export async function beginAttempts(worker: string, reportIds: string[]): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ id: string; attempts: number }>(
    `UPDATE delivery_report r
     SET attempts = CASE WHEN r.begun_at IS NULL THEN r.attempts + 1 ELSE r.attempts END, begun_at = COALESCE(r.begun_at, now())
     WHERE r.id = ANY($2::uuid[]) AND ${isLeasedTo(REPORT_QUEUE, '$1', 'r')}
     RETURNING r.id, r.attempts`,
    [worker, reportIds],
  );
  return new Map(rows.map(({ id, attempts }) => [id, attempts]));
}

/** Returns claimed reports to the queue whose attempt has not begun: due now, and the claim does not count. */
export async function releaseReports(worker: string, reportIds: string[]): Promise<void> {
  if (reportIds.length === 0) return;
  await pool().query(
    `UPDATE delivery_report SET next_attempt_at = now(), ${END_LEASE}, claims = GREATEST(claims - 1, 0)
     WHERE id = ANY($2::uuid[]) AND ${isLeasedTo(REPORT_QUEUE, '$1')} AND begun_at IS NULL`,
    [worker, reportIds],
  );
}
