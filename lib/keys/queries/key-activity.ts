import type { Actor } from '../../access/actor';
import { can, requirePermission } from '../../access/permissions';
import { notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db } from '../../database/db';
import { lastDays } from '../key-view';

const CHART_DAYS = 30;
const HISTORY = 50;

/** Messages accepted on one UTC day with their current outcomes; `waiting` have no final status yet. */
export type DayOutcome = {
  day: string;
  uses: number;
  accepted: number;
  delivered: number;
  failed: number;
  unknown: number;
  waiting: number;
};

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
  const where = { apiKeyId: id, day: { gte: new Date(`${days[0]}T00:00:00Z`) } };
  const [uses, outcomes] = await Promise.all([
    db().apiKeyDay.findMany({ where }),
    db().apiKeyOutcome.findMany({ where }),
  ]);
  const usesOf = new Map(uses.map((row) => [row.day.toISOString().slice(0, 10), row]));
  const outcomesOf = new Map(outcomes.map((row) => [row.day.toISOString().slice(0, 10), row]));
  return days.map((day) => {
    const [used, outcome] = [usesOf.get(day), outcomesOf.get(day)];
    const accepted = Number(used?.accepted ?? 0);
    const delivered = Number(outcome?.delivered ?? 0);
    const failed = Number(outcome?.failed ?? 0);
    const unknown = Number(outcome?.unknown ?? 0);
    const waiting = Math.max(0, accepted - delivered - failed - unknown);
    return { day, uses: Number(used?.uses ?? 0), accepted, delivered, failed, unknown, waiting };
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
