import type pg from 'pg';
import { chunks } from '../base/chunks';
import { groupBy } from '../base/group-by';
import { newId } from '../base/ids';
import { plainArray, textArray } from '../database/array-literal';
import { JOBS_PER_ROW, leaseEnd } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import { type ReportFacts, reportBody } from './body';
import type { WebhookEvent } from './events';
import { insertIntoFeed, isForFeed } from './feed/insert';
import type { Handoff } from './handoff';
import { laneOf } from './lane';
import type { ClaimedRow, HeldReport } from './queue';
import { currentSubscriptions } from './subscriptions';
import type { Subscriptions } from './targets';

/** Reports that were queued: rows leased to the handoff's worker, and the hosts of all other rows. */
export type InsertedReports = { hosts: string[]; held: ClaimedRow[] };

/** Reports are handed over with the sealed webhook secrets of their keys, by the key's id. */
export type ReportHandoff = { handoff: Handoff; secrets: ReadonlyMap<string, string> };

/** A report as it is stored. Without key and message, the account's secret signs it. */
export type NewReport = {
  id: string;
  accountId: string;
  /** Null: it goes to the URL of the request, key or account. */
  endpointId: string | null;
  event: WebhookEvent;
  apiKeyId: string | null;
  messageId: string | null;
  sequence: number;
  url: string;
  body: string;
};

type NewRow = { host: string; reports: NewReport[]; isHeld: boolean };

/** Channel that notifies workers of reports queued by another process. */
export const REPORTS_CHANNEL = 'postern_reports';

/** Bodies are JSON, in which control characters are escaped. Unlike elements of an array literal, they need no quotes. */
const SEPARATOR = '\x1f';

const INSERT = `
  WITH report AS (
    INSERT INTO delivery_report (id, account_id, api_key_id, message_id, sequence, url, host, body, event, endpoint_id)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::text[],
                         string_to_array($8, '${SEPARATOR}'), $14::text[], $15::uuid[])
  )
  INSERT INTO report_queue (host, lease_owner, leased_until, size, report_ids)
  SELECT r.host, CASE WHEN r.is_held THEN $9::uuid END, CASE WHEN r.is_held THEN ${leaseEnd(REPORT_QUEUE.leaseSeconds)} END, r.size,
         ($1::uuid[])[r.first : r.first + r.size - 1]
  FROM unnest($10::text[], $11::boolean[], $12::int[], $13::int[]) AS r(host, is_held, first, size)
  RETURNING id, run_at AS "runAt", report_ids[1] AS first`;

/**
 * Queues the reports of messages, as `queueReports` does: one for each target of an event. Returns how many beside what
 * `queueReports` returns.
 */
export async function insertReports(
  client: pg.ClientBase,
  facts: readonly ReportFacts[],
  to: ReportHandoff | null = null,
): Promise<InsertedReports & { reports: number }> {
  if (facts.length === 0) return { reports: 0, hosts: [], held: [] };
  const subscriptions = await currentSubscriptions(client);
  const reports = facts.flatMap((each) => reportsOf(each, subscriptions));
  return { reports: reports.length, ...(await queueReports(client, reports, to)) };
}

function reportsOf(facts: ReportFacts, subscriptions: Subscriptions): NewReport[] {
  const { accountId, apiKeyId, messageId, sequence, event } = facts;
  const targets = subscriptions.targetsOf(event, facts);
  if (targets.length === 0) return [];
  const body = reportBody(facts);
  return targets.map((target) => ({ id: newId(), accountId, apiKeyId, messageId, sequence, event, body, ...target }));
}

/**
 * Queues reports in the transaction that stored what they report: either both are there or neither. Rows of hosts that the
 * handoff has room for are leased to its worker, for `Handoff.take`; nothing else claims them until their lease is over.
 */
export async function queueReports(
  client: pg.ClientBase,
  all: readonly NewReport[],
  to: ReportHandoff | null = null,
): Promise<InsertedReports> {
  const sent = all.some(isForFeed) ? await insertIntoFeed(client, all) : all;
  if (sent.length === 0) return { hosts: [], held: [] };
  const rows = rowsOf(sent, to);
  const reports = rows.flatMap((row) => row.reports);
  let first = 1;
  const firsts = rows.map((row) => {
    first += row.reports.length;
    return first - row.reports.length;
  });
  const { rows: inserted } = await client.query<{ id: string; runAt: Date; first: string }>({
    name: 'insert-reports',
    text: INSERT,
    values: [
      plainArray(reports.map(({ id }) => id)),
      plainArray(reports.map((report) => report.accountId)),
      plainArray(reports.map((report) => report.apiKeyId ?? 'NULL')),
      plainArray(reports.map((report) => report.messageId ?? 'NULL')),
      plainArray(reports.map((report) => report.sequence)),
      textArray(reports.map((report) => report.url)),
      textArray(rows.flatMap(({ host, reports: some }) => some.map(() => host))),
      reports.map(({ body }) => body).join(SEPARATOR),
      to?.handoff.worker ?? null,
      textArray(rows.map(({ host }) => host)),
      plainArray(rows.map(({ isHeld }) => isHeld)),
      plainArray(firsts),
      plainArray(rows.map((row) => row.reports.length)),
      plainArray(reports.map(({ event }) => event)),
      plainArray(reports.map(({ endpointId }) => endpointId ?? 'NULL')),
    ],
  });
  const byFirst = new Map(inserted.map((row) => [row.first, row]));
  return {
    hosts: [...new Set(rows.flatMap(({ host, isHeld }) => (isHeld ? [] : [host])))],
    held: rows.flatMap((row) => {
      const stored = byFirst.get(row.reports[0]?.id ?? '');
      return row.isHeld && stored && to ? [heldRow(row, stored, to.secrets)] : [];
    }),
  };
}

/** Divides reports into rows of the queue, and marks those that the handoff takes. */
function rowsOf(reports: readonly NewReport[], to: ReportHandoff | null): NewRow[] {
  return [...groupBy(reports, (report) => laneOf(report.accountId, report.endpointId, report.url))].flatMap(
    ([host, all]) => {
      const isReadable = to !== null && all.every((report) => isHeldWithSecret(report, to.secrets));
      const room = isReadable ? to.handoff.reserve(host, all.length) : 0;
      const parts = [
        { some: all.slice(0, room), isHeld: true },
        { some: all.slice(room), isHeld: false },
      ];
      return parts.flatMap(({ some, isHeld }) =>
        chunks(some, JOBS_PER_ROW).map((part) => ({ host, reports: part, isHeld })),
      );
    },
  );
}

/** Whether a report can be sent without reading it again: workers have a copy of the secrets of endpoints. */
function isHeldWithSecret({ endpointId, apiKeyId }: NewReport, secrets: ReportHandoff['secrets']): boolean {
  return endpointId !== null || (apiKeyId !== null && secrets.has(apiKeyId));
}

function heldRow(
  { host, reports }: NewRow,
  { id: rowId, runAt }: { id: string; runAt: Date },
  secrets: ReportHandoff['secrets'],
): ClaimedRow {
  return {
    ...{ id: rowId, host, runAt, isRecent: true, lostClaims: 0, read: reports.length, size: reports.length },
    reports: reports.map(
      ({ id, body, url, accountId, apiKeyId, endpointId }): HeldReport => ({
        ...{ id, rowId, url, body, accountId, apiKeyId, endpointId, attempt: 1, isHandedOver: true },
        webhookSecret: endpointId === null ? (secrets.get(apiKeyId ?? '') ?? null) : null,
      }),
    ),
  };
}
