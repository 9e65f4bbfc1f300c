import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { isId, lowestIdAt } from '../base/ids';
import { db, pool } from '../database/db';
import { type BacklogState, backlog } from '../queue/backlog';
import { type WorkerHealth, workerHealth } from '../queue/worker-health';
import { REPORT_STATE } from '../webhooks/report-state';
import { MESSAGE_WITH_PROGRESS, STATUS } from './message-row';
import type { MessageStatus } from './rules';
import { STATUS_GROUPS, type StatusGroup } from './status-groups';

const MAX_KEY_CHOICES = 50;
const LONGEST_STATISTICS_MS = 24 * 3_600_000;

/** Keys to filter by: the newest, and `apiKeyId` in any case, be it old or deleted. */
export async function listKeyChoices(actor: Actor, apiKeyId?: string): Promise<{ id: string; name: string }[]> {
  const accountId = requirePermission(actor, 'messages:read');
  const recent = await db().apiKey.findMany({
    where: { accountId, deletedAt: null },
    orderBy: { createdAt: 'desc' },
    take: MAX_KEY_CHOICES,
    select: { id: true, name: true },
  });
  if (!apiKeyId || !isId(apiKeyId) || recent.some((key) => key.id === apiKeyId)) return recent;
  const chosen = await db().apiKey.findFirst({ where: { id: apiKeyId, accountId }, select: { id: true, name: true } });
  return chosen ? [chosen, ...recent] : recent;
}

/** Messages accepted in the last 24 hours by status group. */
export async function countLastDay(actor: Actor): Promise<Record<StatusGroup, number>> {
  const accountId = requirePermission(actor, 'messages:read');
  const since = new Date(Date.now() - LONGEST_STATISTICS_MS);
  const { rows } = await pool().query<{ status: MessageStatus; count: number }>(
    `SELECT ${STATUS} AS status, count(*)::int AS count FROM ${MESSAGE_WITH_PROGRESS}
     WHERE m.account_id = $1 AND m.id >= $2 GROUP BY 1`,
    [accountId, lowestIdAt(since)],
  );
  const counts = new Map(rows.map((row) => [row.status, row.count]));
  const sum = (statuses: readonly MessageStatus[]) =>
    statuses.reduce((total, status) => total + (counts.get(status) ?? 0), 0);
  return {
    delivered: sum(STATUS_GROUPS.delivered),
    waiting: sum(STATUS_GROUPS.waiting),
    scheduled: sum(STATUS_GROUPS.scheduled),
    failed: sum(STATUS_GROUPS.failed),
    unknown: sum(STATUS_GROUPS.unknown),
  };
}

/** What a new account has done already. */
export type FirstSteps = { hasKey: boolean; hasSent: boolean; hasReport: boolean };

export async function findFirstSteps(actor: Actor): Promise<FirstSteps> {
  const accountId = requirePermission(actor, 'messages:read');
  const { rows } = await pool().query<FirstSteps>(
    `SELECT EXISTS (SELECT FROM api_key WHERE account_id = $1) AS "hasKey",
            EXISTS (SELECT FROM message WHERE account_id = $1) AS "hasSent",
            EXISTS (SELECT FROM (SELECT id FROM message WHERE account_id = $1 ORDER BY id DESC LIMIT 200) m
                    JOIN delivery_report r ON r.message_id = m.id WHERE ${REPORT_STATE} = 'delivered') AS "hasReport"`,
    [accountId],
  );
  return rows[0] ?? { hasKey: false, hasSent: false, hasReport: false };
}

/** Returns the installation's backlog while it is at its limit, so that sends are refused; else null. */
export async function findFullBacklog(actor: Actor): Promise<BacklogState | null> {
  requirePermission(actor, 'messages:read');
  return backlog().findFull();
}

/** How the installation's workers are doing: whether what waits will move. */
export async function findWorkerHealth(actor: Actor): Promise<WorkerHealth> {
  requirePermission(actor, 'messages:read');
  return workerHealth();
}
