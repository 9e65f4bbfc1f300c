import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { groupBy } from '../../base/group-by';
import { pool } from '../../database/db';
import { DURATION_BUCKETS, durationQuantile } from '../durations';
import { NO_ENDPOINT } from '../target-hours';

const HOURS = 24;
const HOUR_MS = 3_600_000;

/** Attempts of a target in the last 24 hours. `hours` has all of them, oldest first. */
export type TargetHealth = {
  sent: number;
  succeeded: number;
  failed: number;
  /** Approximate: durations are counted in buckets. */
  p95Ms: number | null;
  lastFailureAt: Date | null;
  hours: { at: Date; succeeded: number; failed: number }[];
};

type Row = {
  endpointId: string;
  at: Date;
  succeeded: number;
  failed: number;
  lastFailureAt: Date | null;
  durations: number[];
};

/** Returns the health of the account's targets that had attempts, by the endpoint's id; URLs together under `''`. */
export async function endpointHealth(actor: Actor): Promise<Map<string, TargetHealth>> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const first = thisHour - (HOURS - 1) * HOUR_MS;
  const { rows } = await pool().query<Row>(
    `SELECT endpoint_id AS "endpointId", hour AS at, succeeded, failed, last_failure_at AS "lastFailureAt", durations
     FROM webhook_hour WHERE account_id = $1 AND hour >= $2 ORDER BY endpoint_id, hour`,
    [accountId, new Date(first)],
  );
  const health = new Map<string, TargetHealth>();
  for (const [endpointId, own] of groupBy(rows, (row) => row.endpointId)) {
    health.set(endpointId === NO_ENDPOINT ? '' : endpointId, healthOf(own, first));
  }
  return health;
}

function healthOf(rows: readonly Row[], firstMs: number): TargetHealth {
  const byHour = new Map(rows.map((row) => [row.at.getTime(), row]));
  const hours = Array.from({ length: HOURS }, (_, index) => {
    const at = new Date(firstMs + index * HOUR_MS);
    const { succeeded = 0, failed = 0 } = byHour.get(at.getTime()) ?? {};
    return { at, succeeded, failed };
  });
  const succeeded = hours.reduce((sum, hour) => sum + hour.succeeded, 0);
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0);
  const durations = Array.from({ length: DURATION_BUCKETS }, (_, index) =>
    rows.reduce((sum, row) => sum + (row.durations[index] ?? 0), 0),
  );
  const lastFailureAt = rows.findLast((row) => row.lastFailureAt)?.lastFailureAt ?? null;
  return {
    sent: succeeded + failed,
    succeeded,
    failed,
    p95Ms: durationQuantile(durations, 0.95),
    lastFailureAt,
    hours,
  };
}
