import { Prisma } from '../database/db';
import type { CarrierKind, CarrierState, UnknownOutcome } from './schema';

/** Queued messages of a carrier are counted to this many. */
export const MAX_QUEUE_COUNTED = 100_000;

/** What a carrier did in the last hour. */
export type CarrierCounts = {
  submitted: number;
  rejected: number;
  throttled: number;
  unknown: number;
  delivered: number;
  failed: number;
  received: number;
};

/** A carrier with its state now. */
export type CarrierView = {
  id: string;
  name: string;
  kind: CarrierKind;
  state: CarrierState;
  ratePerSecond: number | null;
  unknownOutcome: UnknownOutcome;
  fallbackAfterSeconds: number;
  /** The revision to be passed with a change. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  /** Number of routes that lead to it. */
  routes: number;
  /** Binds that a worker owns now. */
  binds: number;
  /** Those that are bound, throttled ones included. */
  bound: number;
  /** Those that the carrier slows down now. */
  throttled: number;
  window: number;
  windowUsed: number;
  /** Messages a second, over the last one to two minutes. */
  rateNow: number;
  /** Messages that wait for it, counted to MAX_QUEUE_COUNTED. */
  queued: number;
  /** Time from which its oldest due message waits. */
  oldestQueuedAt: Date | null;
  lastHour: CarrierCounts;
  lastError: { at: Date; code: string | null; message: string } | null;
  /** Since when it can take no message, as the workers found. */
  outage: { since: Date; reason: string } | null;
};

/** In SQL: a bind whose worker holds its lease. The state of others is that of a worker that is gone. */
const OWNED = 'b.leased_until > now()';

/** Carriers with their live state by name; `condition` is on `c`. Reads a bounded number of rows per carrier. */
export const carrierStatement = (condition: Prisma.Sql) => Prisma.sql`
  SELECT c.id, c.name, c.kind, c.state, c.rate_per_second AS "ratePerSecond", c.unknown_outcome AS "unknownOutcome",
         c.fallback_after_seconds AS "fallbackAfterSeconds", c.revision, c.created_at AS "createdAt",
         c.updated_at AS "updatedAt", b.*, q.queued, o."oldestQueuedAt", m.*,
         (SELECT count(*)::int FROM route r WHERE r.carrier_id = c.id) AS routes,
         (SELECT json_build_object('since', x.since, 'reason', x.reason) FROM carrier_outage x WHERE x.carrier = c.name) AS outage,
         (SELECT json_build_object('at', e.last_error_at, 'code', e.last_error_code, 'message', e.last_error)
          FROM carrier_bind e WHERE e.carrier_id = c.id AND e.last_error IS NOT NULL
          ORDER BY e.last_error_at DESC LIMIT 1) AS "lastError"
  FROM carrier c
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS binds, count(*) FILTER (WHERE b.state IN ('bound', 'throttled'))::int AS bound,
           count(*) FILTER (WHERE b.state = 'throttled')::int AS "throttled",
           coalesce(sum(b.window), 0)::int AS "window", coalesce(sum(b.window_used), 0)::int AS "windowUsed"
    FROM carrier_bind b WHERE b.carrier_id = c.id AND ${Prisma.raw(OWNED)}) b
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(w.size), 0)::int AS queued FROM (
      SELECT w.size FROM message_queue w
      WHERE w.carrier = c.name AND (NOT w.scheduled OR w.run_at <= now()) LIMIT ${MAX_QUEUE_COUNTED}) w) q
  CROSS JOIN LATERAL (
    SELECT min(w.run_at) AS "oldestQueuedAt" FROM generate_series(0, 2) AS p(priority)
    CROSS JOIN LATERAL (
      SELECT w.run_at FROM message_queue w
      WHERE w.carrier = c.name AND w.priority = p.priority AND w.run_at <= now() ORDER BY w.run_at, w.id LIMIT 1) w) o
  CROSS JOIN LATERAL (
    SELECT json_build_object(
             'submitted', coalesce(sum(m.submitted), 0), 'rejected', coalesce(sum(m.rejected), 0),
             'throttled', coalesce(sum(m.throttled), 0), 'unknown', coalesce(sum(m.unknown), 0),
             'delivered', coalesce(sum(m.delivered), 0), 'failed', coalesce(sum(m.failed), 0),
             'received', coalesce(sum(m.received), 0)) AS "lastHour",
           (coalesce(sum(m.submitted) FILTER (WHERE m.minute >= date_trunc('minute', now()) - interval '1 minute'), 0)
             / extract(epoch FROM now() - date_trunc('minute', now()) + interval '1 minute'))::float8 AS "rateNow"
    FROM carrier_minute m WHERE m.carrier = c.name AND m.minute > now() - interval '1 hour') m
  WHERE ${condition} ORDER BY c.kind = 'simulator', c.name`;

type Stored<T> = { [Name in keyof T]: T[Name] extends Date ? string : T[Name] };
export type CarrierRow = Omit<CarrierView, 'lastError' | 'outage'> & {
  lastError: Stored<NonNullable<CarrierView['lastError']>> | null;
  outage: Stored<NonNullable<CarrierView['outage']>> | null;
};

/** JSON of PostgreSQL has times as texts. */
export function toView({ lastError, outage, ...row }: CarrierRow): CarrierView {
  return {
    ...row,
    lastError: lastError && { ...lastError, at: new Date(lastError.at) },
    outage: outage && { ...outage, since: new Date(outage.since) },
  };
}
