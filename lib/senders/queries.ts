import type { Actor } from '../access/actor';
import { requireOperator, requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { db, Prisma, pool } from '../database/db';
import { enumColumn, idColumn, type Keyset, type Page, readPage } from '../database/keyset';
import { parseSender } from './parse';
import { type SenderKind, senderKind } from './rules';
import {
  MAX_SENDER_IDS,
  SENDER_STATES,
  type SenderIdFilterInput,
  type SenderState,
  senderIdFilterSchema,
} from './schema';

/** Keys listed per sender ID of those that have it as their default. */
const MAX_KEYS_NAMED = 3;
const PAGE_SIZE = 50;
/** Accounts from before the limit may have more than it allows. */
const MAX_LISTED = 10 * MAX_SENDER_IDS;

/** A sender ID with its request and decision. */
export type SenderIdView = {
  id: string;
  value: string;
  kind: SenderKind;
  state: SenderState;
  note: string | null;
  requestedBy: string;
  requestedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
};

/** A sender ID of the actor's account, with the keys and account settings that have it as default. */
export type OwnSenderId = SenderIdView & {
  accountDefault: boolean;
  /** The first three keys. */
  keys: { id: string; name: string }[];
  moreKeys: boolean;
};

/** A sender ID in the operator's list. */
export type AnySenderId = SenderIdView & { accountId: string; accountName: string };

const VIEW = `s.id, s.value, s.state, s.note, s.requested_by_name AS "requestedBy", s.created_at AS "requestedAt",
  s.decided_by_name AS "decidedBy", s.decided_at AS "decidedAt", s.reason`;

/** Returns the account's sender IDs by name. */
export async function listSenderIds(actor: Actor): Promise<OwnSenderId[]> {
  const accountId = requirePermission(actor, 'senders:read');
  const { rows } = await pool().query<Omit<OwnSenderId, 'kind' | 'moreKeys'>>(
    `SELECT ${VIEW}, a.default_sender IS NOT DISTINCT FROM s.value AS "accountDefault", k.keys
     FROM (SELECT * FROM sender_id WHERE account_id = $1 ORDER BY value LIMIT $2) s
     JOIN account a ON a.id = s.account_id
     CROSS JOIN LATERAL (
       SELECT coalesce(json_agg(json_build_object('id', f.id, 'name', f.name) ORDER BY f.id), '[]') AS keys
       FROM (SELECT id, name FROM api_key
             WHERE account_id = s.account_id AND default_sender = s.value AND deleted_at IS NULL
             ORDER BY id LIMIT $3) f) k
     ORDER BY lower(s.value), s.value`,
    [accountId, MAX_LISTED, MAX_KEYS_NAMED + 1],
  );
  return rows.map(({ keys, ...row }) => ({
    ...row,
    kind: senderKind(row.value),
    keys: keys.slice(0, MAX_KEYS_NAMED),
    moreKeys: keys.length > MAX_KEYS_NAMED,
  }));
}

/** Returns the account's approved sender IDs by name: the choices for a default sender. */
export async function listApprovedSenders(actor: Actor): Promise<string[]> {
  const accountId = requirePermission(actor, 'senders:read');
  const rows = await db().senderId.findMany({
    where: { accountId, state: 'approved' },
    select: { value: true },
    orderBy: { value: 'asc' },
    take: MAX_LISTED,
  });
  return rows.map(({ value }) => value);
}

const PENDING_FIRST: Keyset<AnySenderId> = {
  direction: 'ASC',
  columns: [enumColumn('s.state', 'state', { type: 'sender_state', values: SENDER_STATES }), idColumn('s.id')],
};

/**
 * Returns a page of the installation's sender IDs: pending ones first, oldest first, then approved and rejected ones.
 * Operators only.
 */
export async function listAllSenderIds(actor: Actor, input: SenderIdFilterInput = {}): Promise<Page<AnySenderId>> {
  requireOperator(actor);
  const { state, accountId, ...cursors } = senderIdFilterSchema.parse(input);
  return readPage(PENDING_FIRST, cursors, PAGE_SIZE, async ({ condition, order, limit }) => {
    const conditions = [condition];
    if (state) conditions.push(Prisma.sql`s.state = ${state}::sender_state`);
    if (accountId) conditions.push(Prisma.sql`s.account_id = ${accountId}::uuid`);
    const { rows } = await pool().query<Omit<AnySenderId, 'kind'>>(Prisma.sql`
      SELECT ${Prisma.raw(VIEW)}, s.account_id AS "accountId", a.name AS "accountName"
      FROM (SELECT * FROM sender_id s WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${order} LIMIT ${limit}) s
      JOIN account a ON a.id = s.account_id ORDER BY ${order}`);
    return rows.map((row) => ({ ...row, kind: senderKind(row.value) }));
  });
}

/** Returns the number of pending sender IDs, counted up to `limit`. Operators only. */
export async function countPendingSenderIds(actor: Actor, limit: number): Promise<number> {
  requireOperator(actor);
  return db().senderId.count({ where: { state: 'pending' }, take: limit });
}

/** Returns the id of an account's sender ID by its value, in any notation. Operators only. Throws `not_found`. */
export async function findSenderId(actor: Actor, accountId: string, value: string): Promise<string> {
  requireOperator(actor);
  const row = await db().senderId.findFirst({
    where: { accountId, value: parseSender(value) ?? value },
    select: { id: true },
  });
  if (!row) throw notFound('sender ID');
  return row.id;
}
