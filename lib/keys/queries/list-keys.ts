import type { Actor } from '../../auth/actor';
import { requirePermission } from '../../auth/permissions';
import { db, type Prisma } from '../../db';
import { notFound } from '../../errors';
import { isId } from '../../ids';
import { fromOf, orderOf, whereOf } from '../list-statement';
import { type KeyFilter, type KeyFilterInput, keyFilterSchema } from '../schema';
import { type KeyView, lastDays, SPARKLINE_DAYS, toView, VIEW_SELECT } from '../view';

export type KeyPage = { keys: KeyView[]; total: number; page: number; pageSize: number };

/** One page of the account's keys, filtered and sorted by the database. A page past the end is the last one. */
export async function listKeys(actor: Actor, input: KeyFilterInput = {}): Promise<KeyPage> {
  const accountId = requirePermission(actor, 'keys:read');
  const filter = keyFilterSchema.parse(input);
  const where = whereOf(accountId, filter);
  const [total, firstIds] = await Promise.all([countOf(where), filter.page === 1 ? idsOf(filter, where) : null]);
  const page = Math.min(filter.page, Math.max(1, Math.ceil(total / filter.pageSize)));
  const ids = firstIds ?? (await idsOf({ ...filter, page }, where));
  return { keys: await viewsOf(accountId, ids), total, page, pageSize: filter.pageSize };
}

async function countOf(where: Prisma.Sql): Promise<number> {
  const [row] = await db().$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM api_key k WHERE ${where}`;
  return row?.total ?? 0;
}

async function idsOf(filter: KeyFilter, where: Prisma.Sql): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT k.id FROM ${fromOf(filter)} WHERE ${where}
    ORDER BY ${orderOf(filter)} LIMIT ${filter.pageSize} OFFSET ${(filter.page - 1) * filter.pageSize}`;
  return rows.map((row) => row.id);
}

async function viewsOf(accountId: string, ids: string[]): Promise<KeyView[]> {
  const now = new Date();
  const [rows, uses] = await Promise.all([
    db().apiKey.findMany({ where: { id: { in: ids }, accountId }, select: VIEW_SELECT }),
    usesByDay(ids, now),
  ]);
  const byId = new Map(rows.map((row) => [row.id, toView(row, uses.get(row.id) ?? new Map(), now)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Uses of keys by UTC day over the sparkline's days. */
async function usesByDay(ids: string[], now: Date): Promise<Map<string, Map<string, number>>> {
  const [first] = lastDays(SPARKLINE_DAYS, now);
  const rows = await db().apiKeyDay.findMany({
    where: { apiKeyId: { in: ids }, day: { gte: new Date(`${first}T00:00:00Z`) } },
    select: { apiKeyId: true, day: true, uses: true },
  });
  const byKey = new Map<string, Map<string, number>>();
  for (const { apiKeyId, day, uses } of rows) {
    const days = byKey.get(apiKeyId) ?? new Map<string, number>();
    byKey.set(apiKeyId, days.set(day.toISOString().slice(0, 10), Number(uses)));
  }
  return byKey;
}

/** One key. Throws `not_found` for another account's id too. */
export async function getKey(actor: Actor, id: string): Promise<KeyView> {
  const accountId = requirePermission(actor, 'keys:read');
  const [view] = isId(id) ? await viewsOf(accountId, [id]) : [];
  if (!view || view.status === 'deleted') throw notFound('key');
  return view;
}

/** Id of the key that `wanted`, an id or an exact name, means. Throws `not_found`. */
export async function findKeyId(actor: Actor, wanted: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:read');
  const which = isId(wanted) ? { OR: [{ id: wanted }, { name: wanted }] } : { name: wanted };
  const row = await db().apiKey.findFirst({ where: { accountId, deletedAt: null, ...which }, select: { id: true } });
  if (!row) throw notFound('key');
  return row.id;
}
