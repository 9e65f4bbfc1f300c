import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lowestIdAt } from '../base/ids';
import { db, longDb, Prisma, type PrismaClient } from '../database/db';
import { type Cursors, idColumn, type Keyset, type Page, readPage, type Slice } from '../database/keyset';
import type { AuditAction } from './actions';
import { SYSTEM_ACTOR } from './schema';

const PAGE_SIZE = 50;
/** Users and keys offered in the filter. */
const MAX_ACTORS = 100;

export type AuditFilter = Cursors & {
  action?: AuditAction | undefined;
  /** Id of a user or key, or `system`. */
  actor?: string | undefined;
  /** Id of the target. */
  target?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
};

export type AuditEventView = {
  id: string;
  at: Date;
  actorKind: 'user' | 'key' | 'system';
  actorId: string | null;
  actorName: string;
  ip: string | null;
  action: string;
  targetKind: string;
  targetId: string | null;
  /** Current name of the target; null where it has none. */
  targetName: string | null;
  detail: Record<string, unknown>;
};

const NEWEST_FIRST: Keyset<{ id: string }> = { direction: 'DESC', columns: [idColumn('e.id')] };

/** Returns the account's audit events, newest first, 50 a page: ids are time-ordered, so times become bounds on the id. */
export async function listAuditEvents(actor: Actor, filter: AuditFilter): Promise<Page<AuditEventView>> {
  const accountId = requirePermission(actor, 'audit:read');
  const page = await eventPage(db(), accountId, filter, PAGE_SIZE);
  return { ...page, rows: await withTargetNames(db(), accountId, page.rows) };
}

/**
 * Yields all of the account's audit events that match the filter, newest first, `size` at a time, so that memory use does
 * not grow with the list.
 */
export async function* eachAuditEvents(
  actor: Actor,
  filter: AuditFilter,
  size = 1_000,
): AsyncGenerator<AuditEventView[]> {
  const accountId = requirePermission(actor, 'audit:read');
  let before = filter.before;
  do {
    const { rows, next } = await eventPage(longDb(), accountId, { ...filter, before, after: undefined }, size);
    if (rows.length > 0) yield await withTargetNames(longDb(), accountId, rows);
    before = next;
  } while (before);
}

type Row = Omit<AuditEventView, 'targetName'>;

function eventPage(client: PrismaClient, accountId: string, filter: AuditFilter, size: number): Promise<Page<Row>> {
  return readPage<Row>(NEWEST_FIRST, filter, size, (slice) => eventRows(client, accountId, filter, slice));
}

function eventRows(client: PrismaClient, accountId: string, filter: AuditFilter, slice: Slice): Promise<Row[]> {
  const { action, actor, target, from, until } = filter;
  const conditions = [Prisma.sql`e.account_id = ${accountId}::uuid`];
  if (action) conditions.push(Prisma.sql`e.action = ${action}`);
  if (actor === SYSTEM_ACTOR) conditions.push(Prisma.sql`e.actor_id IS NULL`);
  else if (actor) conditions.push(Prisma.sql`e.actor_id = ${actor}`);
  if (target) conditions.push(Prisma.sql`e.target_id = ${target}`);
  if (from) conditions.push(Prisma.sql`e.id >= ${lowestIdAt(from)}::uuid`);
  if (until) conditions.push(Prisma.sql`e.id < ${lowestIdAt(until)}::uuid`);
  conditions.push(slice.condition);
  // Always NULL here. Named so that the planner sees that the index is in this order.
  const first = actor === SYSTEM_ACTOR ? Prisma.raw(`e.actor_id ${slice.direction},`) : Prisma.empty;
  return client.$queryRaw<Row[]>`
    SELECT e.id, e.at, e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.actor_name AS "actorName", e.ip, e.action,
           e.target_kind AS "targetKind", e.target_id AS "targetId", e.detail
    FROM audit_event e WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY ${first} ${slice.order} LIMIT ${slice.limit}`;
}

/** Adds the current names of the targets. Reads only records of the account. */
async function withTargetNames(client: PrismaClient, accountId: string, rows: Row[]): Promise<AuditEventView[]> {
  const idsOf = (kind: string) => [
    ...new Set(rows.flatMap((row) => (row.targetKind === kind && row.targetId ? [row.targetId] : []))),
  ];
  const [keys, users, messages, senders] = await Promise.all([
    client.apiKey.findMany({ where: { id: { in: idsOf('key') }, accountId }, select: { id: true, name: true } }),
    client.user.findMany({ where: { id: { in: idsOf('user') } }, select: { id: true, username: true } }),
    client.message.findMany({
      where: { id: { in: idsOf('message') }, accountId },
      select: { id: true, recipient: true },
    }),
    client.senderId.findMany({ where: { id: { in: idsOf('sender') }, accountId }, select: { id: true, value: true } }),
  ]);
  const names = new Map([
    ...keys.map(({ id, name }) => [id, name] as const),
    ...users.map(({ id, username }) => [id, username] as const),
    ...messages.map(({ id, recipient }) => [id, recipient] as const),
    ...senders.map(({ id, value }) => [id, value] as const),
  ]);
  return rows.map((row) => ({ ...row, targetName: row.targetId ? (names.get(row.targetId) ?? null) : null }));
}

export type AuditActor = { id: string; name: string; kind: 'user' | 'key' };

/**
 * Returns the actors of the account's events, by name: at most 100. Skips through the index from one actor to the next, so
 * that a million events of ten users cost ten index scans.
 */
export async function listAuditActors(actor: Actor): Promise<AuditActor[]> {
  const accountId = requirePermission(actor, 'audit:read');
  const rows = await db().$queryRaw<AuditActor[]>`
    WITH RECURSIVE step AS (
      (SELECT e.actor_id, 1 AS n FROM audit_event e
       WHERE e.account_id = ${accountId}::uuid AND e.actor_id IS NOT NULL ORDER BY e.actor_id LIMIT 1)
      UNION ALL
      SELECT (SELECT e.actor_id FROM audit_event e
              WHERE e.account_id = ${accountId}::uuid AND e.actor_id > s.actor_id ORDER BY e.actor_id LIMIT 1), s.n + 1
      FROM step s WHERE s.actor_id IS NOT NULL AND s.n < ${MAX_ACTORS}
    )
    SELECT s.actor_id AS id, last.actor_name AS name, last.actor_kind AS kind
    FROM step s CROSS JOIN LATERAL (
      SELECT e.actor_name, e.actor_kind FROM audit_event e
      WHERE e.account_id = ${accountId}::uuid AND e.actor_id = s.actor_id ORDER BY e.id DESC LIMIT 1
    ) last WHERE s.actor_id IS NOT NULL`;
  return rows.sort((a, b) => a.name.localeCompare(b.name));
}

/** Returns the name of the filter's target: only of the account's own keys, members, messages and sender IDs. */
export async function findTargetName(actor: Actor, target: string): Promise<string | null> {
  const accountId = requirePermission(actor, 'audit:read');
  const [key, member, message, sender] = await Promise.all([
    db().apiKey.findFirst({ where: { id: target, accountId }, select: { name: true } }),
    db().member.findFirst({ where: { userId: target, accountId }, select: { user: { select: { username: true } } } }),
    db().message.findFirst({ where: { id: target, accountId }, select: { recipient: true } }),
    db().senderId.findFirst({ where: { id: target, accountId }, select: { value: true } }),
  ]);
  return key?.name ?? member?.user.username ?? message?.recipient ?? sender?.value ?? null;
}
