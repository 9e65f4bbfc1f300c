import type { Actor } from '../access/actor';
import { requireOperator, requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { db, pool } from '../database/db';
import { parseSender } from './parse';
import { type SenderKind, senderKind } from './rules';
import { MAX_SENDER_IDS, type SenderIdFilterInput, type SenderState, senderIdFilterSchema } from './schema';

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

/** One page of the operator's list, with the cursors of its neighbors; null at the ends of the list. */
export type SenderIdPage = { senderIds: AnySenderId[]; before: string | null; after: string | null };

/**
 * Returns a page of the installation's sender IDs, by keyset: pending ones first, oldest first, then approved and rejected
 * ones. Operators only.
 */
export async function listAllSenderIds(actor: Actor, input: SenderIdFilterInput = {}): Promise<SenderIdPage> {
  requireOperator(actor);
  const { state, accountId, after, before } = senderIdFilterSchema.parse(input);
  const backwards = before !== undefined;
  const [fromState = null, fromId = null] = (before ?? after)?.split('.') ?? [];
  const order = backwards ? 'DESC' : 'ASC';
  const { rows } = await pool().query<Omit<AnySenderId, 'kind'>>(
    `SELECT ${VIEW}, s.account_id AS "accountId", a.name AS "accountName"
     FROM (SELECT * FROM sender_id
           WHERE ${state ? 'state = $1::sender_state' : '$1::sender_state IS NULL'}
             AND ${accountId ? 'account_id = $2::uuid' : '$2::uuid IS NULL'}
             AND ${fromId ? `(state, id) ${backwards ? '<' : '>'} ($3::sender_state, $4::uuid)` : '$3::sender_state IS NULL AND $4::uuid IS NULL'}
           ORDER BY state ${order}, id ${order} LIMIT $5) s
     JOIN account a ON a.id = s.account_id
     ORDER BY s.state ${order}, s.id ${order}`,
    [state ?? null, accountId ?? null, fromState, fromId, PAGE_SIZE + 1],
  );
  const more = rows.length > PAGE_SIZE;
  const found = rows.slice(0, PAGE_SIZE).map((row) => ({ ...row, kind: senderKind(row.value) }));
  const senderIds = backwards ? found.reverse() : found;
  const [hasBefore, hasAfter] = backwards ? [more, true] : [after !== undefined, more];
  return {
    senderIds,
    before: hasBefore ? cursorOf(senderIds.at(0)) : null,
    after: hasAfter ? cursorOf(senderIds.at(-1)) : null,
  };
}

function cursorOf(sender: AnySenderId | undefined): string | null {
  return sender ? `${sender.state}.${sender.id}` : null;
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
