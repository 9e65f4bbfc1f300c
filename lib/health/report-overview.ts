import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { lowestIdAt } from '../base/ids';
import { longPool } from '../database/db';
import { oldestDue } from './queue-metrics';
import { reportFailures } from './report-failures';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rows of a queue that are counted at most. */
const MAX_COUNTED = 100_000;
/** Attempts that the slowest targets are found among, the newest: a bound however many there are in an hour. */
const MAX_SAMPLE = 20_000;
const MAX_ROWS = 10;

export type SlowTarget = {
  accountName: string;
  /** Null: a URL of a request, key or account, of which the host is shown. */
  endpointName: string | null;
  host: string;
  attempts: number;
  failed: number;
  p95Ms: number;
};
export type FailingTarget = {
  accountName: string;
  target: string;
  failingSince: Date;
  lastFailure: string;
  disabledAt: Date | null;
};
export type WaitingHost = { host: string; waiting: number; dueAt: Date };

export type ReportOverview = {
  /** Reports that wait, and how many of them are due; counted to 100,000 rows of the queue. */
  waiting: number;
  due: number;
  oldestDueS: number;
  /** Reports queued within the last minute that have an attempt. */
  perMinute: number;
  /** Reports of the last 24 hours that failed for good. */
  deadLetters: number;
  hosts: WaitingHost[];
  slowest: SlowTarget[];
  failing: FailingTarget[];
};

const QUEUE = `
  SELECT COALESCE(sum(size), 0)::int AS waiting, COALESCE(sum(size) FILTER (WHERE run_at <= now()), 0)::int AS due
  FROM (SELECT size, run_at FROM report_queue LIMIT ${MAX_COUNTED}) q`;

const HOSTS = `
  SELECT host, sum(size)::int AS waiting, min(run_at) AS "dueAt"
  FROM (SELECT host, size, run_at FROM report_queue LIMIT ${MAX_COUNTED}) q
  GROUP BY host ORDER BY 2 DESC, host LIMIT ${MAX_ROWS}`;

const PER_MINUTE = `
  SELECT count(*)::int AS count FROM (SELECT FROM webhook_attempt WHERE report_id >= $1 AND number = 1 LIMIT ${MAX_COUNTED * 10}) a`;

const SLOWEST = `
  WITH attempt AS (
    SELECT report_id, account_id, duration_ms, http_status FROM webhook_attempt
    WHERE report_id >= $1 ORDER BY report_id DESC LIMIT ${MAX_SAMPLE}
  )
  SELECT c.name AS "accountName", e.name AS "endpointName", r.host, count(*)::int AS attempts,
         (count(*) FILTER (WHERE a.http_status IS NULL OR a.http_status NOT BETWEEN 200 AND 299))::int AS failed,
         percentile_disc(0.95) WITHIN GROUP (ORDER BY a.duration_ms) AS "p95Ms"
  FROM attempt a JOIN delivery_report r ON r.id = a.report_id JOIN account c ON c.id = a.account_id
  LEFT JOIN webhook_endpoint e ON e.id = r.endpoint_id
  GROUP BY c.id, c.name, e.id, e.name, r.host ORDER BY "p95Ms" DESC, attempts DESC LIMIT ${MAX_ROWS}`;

const FAILING = `
  SELECT a.name AS "accountName", COALESCE(e.name, s.target) AS target, s.failing_since AS "failingSince",
         s.last_failure AS "lastFailure", s.disabled_at AS "disabledAt"
  FROM webhook_state s JOIN account a ON a.id = s.account_id
  LEFT JOIN webhook_endpoint e ON e.id::text = s.target
  ORDER BY s.failing_since LIMIT ${MAX_ROWS * 5}`;

/** The delivery reports of the installation at a glance. Operators only. */
export async function reportOverview(actor: Actor): Promise<ReportOverview> {
  requireOperator(actor);
  const since = (ms: number) => [lowestIdAt(new Date(Date.now() - ms))];
  const rows = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await longPool().query<Row>(text, values)).rows;
  const [[queue], [minute], { deadLetters }, oldest, hosts, slowest, failing] = await Promise.all([
    rows<Pick<ReportOverview, 'waiting' | 'due'>>(QUEUE),
    rows<{ count: number }>(PER_MINUTE, since(MINUTE_MS)),
    reportFailures(),
    oldestDue(),
    rows<WaitingHost>(HOSTS),
    rows<SlowTarget>(SLOWEST, since(HOUR_MS)),
    rows<FailingTarget>(FAILING),
  ]);
  return {
    ...{ waiting: queue?.waiting ?? 0, due: queue?.due ?? 0, oldestDueS: oldest.reports },
    ...{ perMinute: minute?.count ?? 0, deadLetters, hosts, slowest, failing },
  };
}
