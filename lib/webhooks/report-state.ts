import type { ReportState } from '../generated/prisma/enums';

/**
 * SQL expression for the state of a report `r`. Its column is null until an attempt fails or a person changes it: a report
 * whose first attempt succeeds, as almost all do, is written once.
 */
export const REPORT_STATE = `COALESCE(r.state, CASE WHEN EXISTS (
  SELECT FROM webhook_attempt w WHERE w.report_id = r.id) THEN 'delivered' ELSE 'pending' END::report_state)`;

/** SQL condition: a report `r` has no result. The result of its next attempt may be recorded while the column is null. */
export const IS_PENDING = `((r.state IS NULL OR r.state = 'pending') AND NOT EXISTS (
  SELECT FROM webhook_attempt w WHERE w.report_id = r.id AND w.number = r.attempts + 1))`;

/** Returns the state of a report by its column, as REPORT_STATE does. */
export function reportState(state: ReportState | null, hasAttempt: boolean): ReportState {
  return state ?? (hasAttempt ? 'delivered' : 'pending');
}
