import type pg from 'pg';
import { groupBy } from '../base/group-by';
import { pool } from '../database/db';
import { transaction } from '../database/transaction';
import { MAX_CLAIMS, SUSPECT_AFTER } from '../queue/claim-limits';
import { isDue, isLeasedTo, otherLanes, takeLease } from '../queue/lease';
import { type Position, RECENT } from '../queue/position';
import { REPORT_QUEUE } from '../queue/queues';
import { closeLostRows } from './lost-claims';
import { IS_PENDING } from './report-state';

/** A report that a worker has claimed. */
export type HeldReport = {
  id: string;
  /** Row of the queue that it is in. */
  rowId: string;
  url: string;
  body: string;
  accountId: string;
  /** Null: the secret is the account's. */
  apiKeyId: string | null;
  /** Null: it goes to the URL of the request, key or account. */
  endpointId: string | null;
  /** Sealed, of the key or account. Null if it is missing, or the report goes to an endpoint. */
  webhookSecret: string | null;
  /** Number of the attempt that follows, from 1. */
  attempt: number;
  /** It was not claimed: the worker inserted it leased to itself. */
  isHandedOver?: boolean;
};

/** A row of the queue that a worker has claimed. */
export type ClaimedRow = {
  id: string;
  host: string;
  runAt: Date;
  /** Whether rows with an earlier `runAt` can still be inserted, by transactions that began before. */
  isRecent: boolean;
  lostClaims: number;
  /** Reports of the row that are to be sent, in order. */
  reports: HeldReport[];
  /** How many elements of the row were read. Those after them return to the queue when `reports` have results. */
  read: number;
  /** Elements of the row. */
  size: number;
};

/** What may be claimed for one host. */
export type HostRoom = {
  host: string;
  /** Reports. */
  room: number;
  /** Rows to read: about as many as have that many reports. */
  rows: number;
  /** Null: from the beginning. */
  since: Position | null;
};

export type ReportClaim = {
  worker: string;
  hosts: readonly HostRoom[];
  /** Whether a row that workers died with may be among them. */
  suspect: boolean;
};

/**
 * Finds hosts that have rows in the queue, due or not, besides `known`. Reads one index entry for each known host and each
 * host found, however many rows they have.
 */
export async function findHosts(known: readonly string[], limit: number): Promise<string[]> {
  const { rows } = await transaction(
    (client) =>
      client.query<{ host: string }>(
        `SELECT o.name AS host FROM (${otherLanes('report_queue', 'host', 'SELECT k.host AS name FROM unnest($1::text[]) AS k(host)')}) o LIMIT $2`,
        [known, limit],
      ),
    'in index order',
  );
  return rows.map(({ host }) => host);
}

/** How many candidate rows are read for one host at most. */
const MAX_ROWS_PER_HOST = 512;

/** A claimed row as the first statement returns it. */
type Leased = Omit<ClaimedRow, 'reports' | 'read'> & { take: number };

export type Claimed = {
  rows: ClaimedRow[];
  /** The time of the claim, by the database's clock. */
  at: Date | null;
  /** Hosts of rows that were split: their parts may be claimed, one after the other, from the beginning of the queue. */
  split: string[];
};

/**
 * Claims due rows of the hosts, the longest waiting first, as many whole rows as the host has room for or part of the first
 * one. A claim is not an attempt. Of rows that workers died with, at most one is claimed; rows that were claimed too often without
 * a result are failed here and not returned. Reads nothing of other hosts, nor of rows before `since`.
 */
export async function claimReports(claim: ReportClaim): Promise<Claimed> {
  const { worker, hosts } = claim;
  if (hosts.length === 0) return { rows: [], at: null, split: [] };
  const { claimed, at, closed } = await transaction(async (client) => {
    const { leased, at } = await lease(client, claim);
    const closed = leased.filter(isToBeClosed);
    await closeLostRows(client, closed);
    const open = leased.filter((row) => !isToBeClosed(row));
    return { claimed: await read(client, open), at, closed };
  }, 'in index order');
  const empty = claimed.filter(({ reports }) => reports.length === 0);
  if (empty.length > 0) await deleteRows(worker, empty);
  return { rows: claimed.filter(({ reports }) => reports.length > 0), at, split: closed.map(({ host }) => host) };
}

function isToBeClosed({ lostClaims, size }: Leased): boolean {
  return lostClaims >= MAX_CLAIMS || (lostClaims >= SUSPECT_AFTER && size > 1);
}

async function lease(
  client: pg.ClientBase,
  { worker, hosts, suspect }: ReportClaim,
): Promise<{ leased: Leased[]; at: Date | null }> {
  const { rows } = await client.query<Leased & { at: Date }>({
    name: 'lease-reports',
    text: `WITH wanted AS MATERIALIZED (
       SELECT * FROM unnest($2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::bigint[])
         AS w(host, room, row_limit, since_at, since_id)
     ), candidate AS MATERIALIZED (
       SELECT w.host, w.room, c.* FROM wanted w, LATERAL (
         SELECT q.id, q.run_at, q.size, q.lost_claims, q.lease_owner IS NOT NULL AS is_lost FROM report_queue q
         WHERE q.host = w.host AND (q.run_at, q.id) >= (w.since_at, w.since_id) AND ${isDue('q')}
           AND (q.lost_claims + (q.lease_owner IS NOT NULL)::int < ${SUSPECT_AFTER} OR $7)
         ORDER BY q.run_at, q.id LIMIT w.row_limit FOR NO KEY UPDATE SKIP LOCKED) c
     ), counted AS (
       SELECT id, room - sum(size) OVER (PARTITION BY host ORDER BY run_at, id) + size AS take,
              row_number() OVER (PARTITION BY host ORDER BY run_at, id) = 1 AS is_first,
              lost_claims + is_lost::int >= ${SUSPECT_AFTER} AS is_suspect,
              row_number() OVER (PARTITION BY lost_claims + is_lost::int >= ${SUSPECT_AFTER} ORDER BY run_at, id) AS place
       FROM candidate
     ), leased AS (
       UPDATE report_queue q SET ${takeLease(REPORT_QUEUE, '$1', 'q')}
       FROM counted c WHERE q.id = c.id AND (c.take >= q.size OR c.is_first AND c.take > 0) AND (NOT c.is_suspect OR c.place = 1)
       RETURNING q.id, q.host, q.run_at AS "runAt", q.run_at > now() - ${RECENT} AS "isRecent", q.lost_claims AS "lostClaims", q.size,
                 LEAST(c.take, q.size)::int AS take
     )
     SELECT n.at, l.* FROM (SELECT now() AS at) n LEFT JOIN leased l ON true`,
    values: [
      worker,
      hosts.map(({ host }) => host),
      hosts.map(({ room }) => room),
      hosts.map(({ rows }) => Math.min(rows, MAX_ROWS_PER_HOST)),
      hosts.map(({ since }) => since?.runAt ?? '-infinity'),
      hosts.map(({ since }) => since?.id ?? '0'),
      suspect,
    ],
  });
  return { leased: rows.filter(({ id }) => id !== null), at: rows[0]?.at ?? null };
}

type ReadReport = HeldReport & { place: number };

/**
 * Reads the first pending reports of rows. Those that have a result are skipped: a worker died, or was stopped, before
 * the rest had one. Such a report is final, or waits in another row for a later time.
 */
async function read(client: pg.ClientBase, leased: readonly Leased[]): Promise<ClaimedRow[]> {
  if (leased.length === 0) return [];
  const { rows } = await client.query<ReadReport>({
    name: 'read-leased-reports',
    text: `SELECT q.id AS "rowId", r.id, r.url, r.body, r.account_id AS "accountId", r.api_key_id AS "apiKeyId",
            r.endpoint_id AS "endpointId", COALESCE(k.webhook_secret, a.webhook_secret) AS "webhookSecret",
            r.attempts + 1 AS attempt, r.place::int
     FROM unnest($1::bigint[], $2::int[]) AS l(id, take) JOIN report_queue q ON q.id = l.id, LATERAL (
       SELECT r.id, r.url, r.body, r.account_id, r.api_key_id, r.endpoint_id, r.attempts, u.place
       FROM unnest(q.report_ids) WITH ORDINALITY AS u(id, place) JOIN delivery_report r ON r.id = u.id
       WHERE ${IS_PENDING} AND r.next_attempt_at <= q.run_at
       ORDER BY u.place LIMIT l.take) r
     LEFT JOIN api_key k ON k.id = CASE WHEN r.endpoint_id IS NULL THEN r.api_key_id END
     LEFT JOIN account a ON a.id = CASE WHEN r.api_key_id IS NULL AND r.endpoint_id IS NULL THEN r.account_id END`,
    values: [leased.map(({ id }) => id), leased.map(({ take }) => take)],
  });
  const byRow = groupBy(rows, ({ rowId }) => rowId);
  return leased.map(({ take, ...row }) => {
    const found = (byRow.get(row.id) ?? []).sort((a, b) => a.place - b.place);
    const last = found.at(-1);
    return {
      ...row,
      reports: found.map(({ place, ...report }) => report),
      read: found.length < take || !last ? row.size : last.place,
    };
  });
}

/** Removes claimed rows whose reports all have results. */
async function deleteRows(worker: string, rows: readonly ClaimedRow[]): Promise<void> {
  await pool().query(`DELETE FROM report_queue q WHERE q.id = ANY($2::bigint[]) AND ${isLeasedTo('$1', 'q')}`, [
    worker,
    rows.map(({ id }) => id),
  ]);
}

/** What of a claimed row returns to the queue: reports that were read and not sent, and all elements after `read`. */
export type ReturnedRow = Pick<ClaimedRow, 'id' | 'host' | 'runAt' | 'read'> & { unsent: readonly string[] };

/** Returns parts of claimed rows to the queue: due now, in their place, and the claim is not counted. */
export async function returnRows(
  client: Pick<pg.ClientBase, 'query'> | null,
  worker: string,
  rows: readonly ReturnedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const unsent = rows.flatMap((row) => row.unsent.map((reportId) => ({ rowId: row.id, reportId })));
  await (client ?? pool()).query(
    `WITH unsent AS MATERIALIZED (
       SELECT u.row_id, array_agg(u.report_id ORDER BY u.place) AS report_ids
       FROM unnest($4::bigint[], $5::uuid[]) WITH ORDINALITY AS u(row_id, report_id, place) GROUP BY u.row_id
     ), rest AS MATERIALIZED (
       SELECT q.id, COALESCE(u.report_ids, '{}') || q.report_ids[t.read + 1 :] AS report_ids
       FROM unnest($2::bigint[], $3::int[]) AS t(id, read) JOIN report_queue q ON q.id = t.id
       LEFT JOIN unsent u ON u.row_id = q.id
     )
     UPDATE report_queue q SET report_ids = rest.report_ids, size = cardinality(rest.report_ids),
                               lease_owner = NULL, leased_until = NULL
     FROM rest WHERE q.id = rest.id AND ${isLeasedTo('$1', 'q')}`,
    [
      worker,
      rows.map(({ id }) => id),
      rows.map(({ read }) => read),
      unsent.map(({ rowId }) => rowId),
      unsent.map(({ reportId }) => reportId),
    ],
  );
}
