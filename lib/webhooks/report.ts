import type pg from 'pg';
import { newId } from '../base/ids';
import { plainArray, textArray } from '../database/array-literal';
import { webHost } from '../network/web-url';
import { inParts } from '../queue/lease';

/** The content of a delivery report: its message at the moment the status was reached. */
export type ReportFacts = {
  messageId: string;
  accountId: string;
  apiKeyId: string;
  /** Where it goes. */
  url: string;
  status: string;
  recipient: string;
  sender: string | null;
  /** Counts a message's reports from 1: order of arrival is not promised, this is. */
  sequence: number;
  errorCode: string | null;
  segments: number;
  environment: string;
  possibleDuplicate: boolean;
  /** The caller's own id and notes, for it to match the report by. */
  reference: string | null;
  metadata: Record<string, string> | null;
  occurredAt: Date;
  createdAt: Date;
};

/** The exact bytes that are stored, signed and sent. Their form is part of the public API. */
export function reportBody(facts: ReportFacts): string {
  return JSON.stringify({
    type: `message.${facts.status}`,
    timestamp: facts.occurredAt.toISOString(),
    data: {
      id: facts.messageId,
      status: facts.status,
      to: facts.recipient,
      from: facts.sender,
      sequence: facts.sequence,
      error_code: facts.errorCode,
      segments: facts.segments,
      environment: facts.environment,
      possible_duplicate: facts.possibleDuplicate,
      reference: facts.reference,
      metadata: facts.metadata,
      occurred_at: facts.occurredAt.toISOString(),
      created_at: facts.createdAt.toISOString(),
    },
  });
}

/** A report as it is stored. Without key and message, the account's secret signs it. */
export type NewReport = {
  id: string;
  accountId: string;
  apiKeyId: string | null;
  messageId: string | null;
  sequence: number;
  url: string;
  body: string;
};

/** Channel that notifies workers of reports queued by another process. */
export const REPORTS_CHANNEL = 'postern_reports';

/** Queues delivery reports, as `queueReports` does. */
export async function insertReports(client: pg.ClientBase, reports: ReportFacts[]): Promise<string[]> {
  return queueReports(
    client,
    reports.map((facts) => ({ ...facts, id: newId(), body: reportBody(facts) })),
  );
}

/**
 * Queues reports in the transaction that stored what they report: either both are there or neither. Returns the hosts that
 * they go to.
 */
export async function queueReports(client: pg.ClientBase, reports: readonly NewReport[]): Promise<string[]> {
  if (reports.length === 0) return [];
  const ids = reports.map(({ id }) => id);
  const hosts = reports.map((report) => webHost(report.url));
  await client.query(
    `INSERT INTO delivery_report (id, account_id, api_key_id, message_id, sequence, url, host, body)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::text[], $8::text[])`,
    [
      plainArray(ids),
      plainArray(reports.map((report) => report.accountId)),
      plainArray(reports.map((report) => report.apiKeyId ?? 'NULL')),
      plainArray(reports.map((report) => report.messageId ?? 'NULL')),
      plainArray(reports.map((report) => report.sequence)),
      textArray(reports.map((report) => report.url)),
      textArray(hosts),
      textArray(reports.map((report) => report.body)),
    ],
  );
  await client.query(
    `INSERT INTO report_queue (host, size, report_ids)
     SELECT h.host, cardinality(p.part), p.part
     FROM (SELECT u.host, array_agg(u.id ORDER BY u.id) AS ids FROM unnest($1::uuid[], $2::text[]) AS u(id, host)
           GROUP BY u.host) h, LATERAL (${inParts('h.ids')}) p`,
    [ids, hosts],
  );
  return [...new Set(hosts)];
}
