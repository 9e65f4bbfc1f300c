import type { Actor, Scope } from '../access/actor';
import { requirePermission } from '../access/permissions';
import type { ErrorCode } from '../base/errors';
import { isId } from '../base/ids';
import { db, pool } from '../database/db';
import { requireOwnKey } from '../keys/queries/key-activity';
import { compileRanges } from '../network/ranges';
import { type RefusalView, toRefusalView } from './refusal-view';
import { type FixableKey, type SuggestedFix, suggestedFixFor } from './suggested-fix';

const PAGE_SIZE = 50;
/** Refusals listed on a key's own page, and for how many days: older ones are of no use for fixing anything. */
const KEY_REFUSALS = 20;
const KEY_REFUSAL_DAYS = 7;
const DAY_MS = 86_400_000;

export type RefusalFilter = {
  apiKeyId?: string;
  code?: ErrorCode;
  /** As it is stored: `normalizeAddress`. */
  ip?: string;
  /** Only what happened last at this moment or later. */
  from?: Date;
  /** Only what happened last before this moment. */
  until?: Date;
  /** Only what is older than this place of the list. */
  before?: string;
  /** Only what is newer than this place of the list. */
  after?: string;
};

/** A refusal with the key it was of, as that is now, and what mends it. */
export type AccountRefusal = RefusalView & {
  /** Null once it is deleted. */
  key: FixableKey | null;
  keyName: string;
  mending: SuggestedFix | null;
};

/** One page, newest first. `newer` and `older` are the places its ends are at, where the list goes on there. */
export type RefusalPage = { refusals: AccountRefusal[]; newer: string | null; older: string | null };

type Row = Parameters<typeof toRefusalView>[0] & { apiKeyId: string };

const NOTHING: RefusalPage = { refusals: [], newer: null, older: null };

/**
 * Refusals of all keys of the account, 50 a page, by keyset of when each happened last. One that goes on moves to the top,
 * so that what is further down stays where it is.
 */
export async function listRefusals(actor: Actor, filter: RefusalFilter): Promise<RefusalPage> {
  const accountId = requirePermission(actor, 'keys:read');
  const forward = filter.after !== undefined;
  const cursor = filter.after ?? filter.before;
  const place = cursor === undefined ? null : placeAt(cursor);
  if ((filter.apiKeyId !== undefined && !isId(filter.apiKeyId)) || (cursor !== undefined && !place)) return NOTHING;
  const { rows } = await pool().query<Row>(listStatement(filter, forward), [
    accountId,
    filter.apiKeyId ?? null,
    filter.code ?? null,
    filter.ip ?? null,
    filter.from ?? null,
    filter.until ?? null,
    place?.at ?? null,
    place?.id ?? null,
    PAGE_SIZE + 1,
  ]);
  const more = rows.length > PAGE_SIZE;
  const shown = rows.slice(0, PAGE_SIZE);
  if (forward) shown.reverse();
  const [first, last] = [shown.at(0), shown.at(-1)];
  return {
    refusals: await withKeys(accountId, shown),
    newer: first && (forward ? more : filter.before !== undefined) ? placeOf(first) : null,
    older: last && (forward || more) ? placeOf(last) : null,
  };
}

/** The key's latest refusals, newest first, at most 20 kinds of the last 7 days. Throws `not_found`. */
export async function listKeyRefusals(actor: Actor, apiKeyId: string): Promise<RefusalView[]> {
  const accountId = await requireOwnKey(actor, apiKeyId);
  const rows = await db().refusal.findMany({
    where: { apiKeyId, accountId, lastAt: { gt: new Date(Date.now() - KEY_REFUSAL_DAYS * DAY_MS) } },
    orderBy: [{ lastAt: 'desc' }, { id: 'desc' }],
    take: KEY_REFUSALS,
  });
  return rows.map(toRefusalView);
}

/** Every parameter is always there, so that the planner learns types; what is not asked for is left out of the text. */
function listStatement(filter: RefusalFilter, forward: boolean): string {
  const order = forward ? 'ASC' : 'DESC';
  const conditions = [
    'r.account_id = $1::uuid',
    filter.apiKeyId ? 'r.api_key_id = $2::uuid' : '$2::uuid IS NULL',
    filter.code ? 'r.code = $3::text' : '$3::text IS NULL',
    filter.ip ? 'r.ip = $4::text' : '$4::text IS NULL',
    filter.from ? 'r.last_at >= $5::timestamptz' : '$5::timestamptz IS NULL',
    filter.until ? 'r.last_at < $6::timestamptz' : '$6::timestamptz IS NULL',
    (filter.after ?? filter.before)
      ? `(r.last_at, r.id) ${forward ? '>' : '<'} ($7::timestamptz, $8::uuid)`
      : '$7::timestamptz IS NULL AND $8::uuid IS NULL',
  ];
  return `SELECT r.id, r.api_key_id AS "apiKeyId", r.code, r.ip, r.detail, r.count, r.last_at AS "lastAt"
    FROM refusal r WHERE ${conditions.join(' AND ')}
    ORDER BY r.last_at ${order}, r.id ${order} LIMIT $9`;
}

function placeOf({ lastAt, id }: Row): string {
  return `${lastAt.getTime()}.${id}`;
}

function placeAt(text: string): { at: Date; id: string } | null {
  const [, ms, id] = /^(\d{1,14})\.(.+)$/.exec(text) ?? [];
  return ms && id && isId(id) ? { at: new Date(Number(ms)), id } : null;
}

async function withKeys(accountId: string, rows: Row[]): Promise<AccountRefusal[]> {
  const keys = await db().apiKey.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.apiKeyId))] }, accountId },
    select: {
      id: true,
      name: true,
      deletedAt: true,
      enabled: true,
      expiresAt: true,
      scopes: true,
      compatible: true,
      allowQueryKey: true,
      ipRestricted: true,
      ipMode: true,
      ipEntries: true,
      lockedIp: true,
      account: { select: { verifiedAt: true } },
    },
  });
  const now = new Date();
  const known = new Map(
    keys.map(({ deletedAt, ipRestricted, ipMode, ipEntries, lockedIp, account, scopes, ...rest }) => {
      const restriction = { active: ipRestricted, mode: ipMode, lockedIp };
      const key: FixableKey = { ...rest, scopes: scopes as Scope[], restriction };
      const judged = { ...key, ranges: compileRanges(ipEntries), accountVerified: account.verifiedAt !== null };
      return [rest.id, { key, judged, deletedAt }];
    }),
  );
  return rows.map((row) => {
    const view = toRefusalView(row);
    const of = known.get(row.apiKeyId);
    if (!of || of.deletedAt) return { ...view, key: null, keyName: of?.key.name ?? 'a deleted key', mending: null };
    return { ...view, key: of.key, keyName: of.key.name, mending: suggestedFixFor(view, of.judged, now) };
  });
}
