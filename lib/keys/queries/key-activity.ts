import type { Actor } from '../../access/actor';
import { can, requirePermission } from '../../access/permissions';
import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db } from '../../database/db';
import { type DayCounts, readDays } from '../counts/read-counts';
import { lastDays } from '../key-view';

const CHART_DAYS = 30;
const HISTORY = 50;

/** Messages accepted on one UTC day with their current outcomes; `waiting` have no final status yet. */
export type DayOutcome = DayCounts & { day: string; waiting: number };

const NO_COUNTS: DayCounts = { uses: 0, accepted: 0, delivered: 0, failed: 0, unknown: 0 };

export type HistoryEntry = {
  id: string;
  at: Date;
  action: string;
  actor: string;
  ip: string | null;
  detail: Record<string, unknown>;
};

/** The last 30 UTC days of a key, oldest first, quiet ones included. Throws `not_found`. */
export async function listKeyDays(actor: Actor, id: string): Promise<DayOutcome[]> {
  await requireOwnKey(actor, id);
  const days = lastDays(CHART_DAYS, new Date());
  const counted = (await readDays(db(), [id], days[0] ?? '')).get(id);
  return days.map((day) => {
    const counts = counted?.get(day) ?? NO_COUNTS;
    const { accepted, delivered, failed, unknown } = counts;
    return { day, ...counts, waiting: Math.max(0, accepted - delivered - failed - unknown) };
  });
}

/** The key's audit events, newest first, at most 50. Empty without the permission to read the audit log. Throws `not_found`. */
export async function listKeyHistory(actor: Actor, id: string): Promise<HistoryEntry[]> {
  const accountId = await requireOwnKey(actor, id);
  if (!can(actor, 'audit:read')) return [];
  const rows = await db().auditEvent.findMany({
    where: { targetId: id, accountId, targetKind: 'key' },
    orderBy: { id: 'desc' },
    take: HISTORY,
  });
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    action: row.action,
    actor: row.actorName,
    ip: row.ip,
    detail: row.detail as Record<string, unknown>,
  }));
}

/** Returns the actor's account id. Throws `not_found` unless the key is one of it and is not deleted. */
export async function requireOwnKey(actor: Actor, id: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:read');
  const found = isId(id) && (await db().apiKey.count({ where: { id, accountId, deletedAt: null } })) > 0;
  if (!found) throw notFound('key');
  return accountId;
}
