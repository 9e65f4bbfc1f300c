import { db, pool } from '../database/db';
import type { DeliveryReport } from '../generated/prisma/client';
import type { ReportState } from '../generated/prisma/enums';
import { REPORT_STATE, reportState } from '../webhooks/report-state';

/** A report with its state, and the number of its recorded attempts. */
export async function readReport(id: string): Promise<DeliveryReport & { state: ReportState }> {
  const [report, recorded] = await Promise.all([
    db().deliveryReport.findUniqueOrThrow({ where: { id } }),
    db().webhookAttempt.count({ where: { reportId: id } }),
  ]);
  const attempts = Math.max(report.attempts, report.state === null ? recorded : 0);
  return { ...report, attempts, state: reportState(report.state, recorded > 0) };
}

/** How many reports are in the state: all, or those with the ids. */
export async function countReports(state: ReportState, ids: readonly string[] | null = null): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM delivery_report r
     WHERE ${REPORT_STATE} = $1::report_state AND ($2::uuid[] IS NULL OR r.id = ANY($2))`,
    [state, ids],
  );
  return rows[0]?.count ?? 0;
}
