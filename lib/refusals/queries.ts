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
  /** Only refusals that happened last at this time or later. */
  from?: Date;
  /** Only refusals that happened last before this time. */
  until?: Date;
  /** A cursor: only older refusals. */
  before?: string;
  /** A cursor: only newer refusals. */
  after?: string;
};

/** A refusal with its key as the key is now, and the suggested fix. */
export type AccountRefusal = RefusalView & {
  /** Null once it is deleted. */
  key: FixableKey | null;
  keyName: string;
  fix: SuggestedFix | null;
};

/** One page, newest first. `newer` and `older` are cursors; null where the list ends. */
export type RefusalPage = { refusals: AccountRefusal[]; newer: string | null; older: string | null };

type Row = Parameters<typeof toRefusalView>[0] & { apiKeyId: string };

const NOTHING: RefusalPage = { refusals: [], newer: null, older: null };

/**
 * Returns refusals of all keys of the account, 50 a page, by keyset of the time each happened last. One that happens again
 * moves to the top, so that the pages below do not shift.
 */
export async function listRefusals(actor: Actor, filter: RefusalFilter): Promise<RefusalPage> {
  const accountId = requirePermission(actor, 'keys:read');
  const forward = filter.after !== undefined;
  const cursor = filter.after ?? filter.before;
  const position = cursor === undefined ? null : parseCursor(cursor);
  if ((filter.apiKeyId !== undefined && !isId(filter.apiKeyId)) || (cursor !== undefined && !position)) return NOTHING;
  const { rows } = await pool().query<Row>(listStatement(filter, forward), [
    accountId,
    filter.apiKeyId ?? null,
    filter.code ?? null,
    filter.ip ?? null,
    filter.from ?? null,
    filter.until ?? null,
    position?.at ?? null,
    position?.id ?? null,
    PAGE_SIZE + 1,
  ]);
  const more = rows.length > PAGE_SIZE;
  const shown = rows.slice(0, PAGE_SIZE);
  if (forward) shown.reverse();
  const [first, last] = [shown.at(0), shown.at(-1)];
  return {
    refusals: await withKeys(accountId, shown),
    newer: first && (forward ? more : filter.before !== undefined) ? cursorOf(first) : null,
    older: last && (forward || more) ? cursorOf(last) : null,
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

/** Binds every parameter always, so that PostgreSQL knows their types. Filters that are not set are not in the text. */
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
  return `SELECT r.id, r.api_key_id AS "apiKeyId", r.code, r.ip, r.detail, r.needed, r.count, r.last_at AS "lastAt"
    FROM refusal r WHERE ${conditions.join(' AND ')}
    ORDER BY r.last_at ${order}, r.id ${order} LIMIT $9`;
}

function cursorOf({ lastAt, id }: Row): string {
  return `${lastAt.getTime()}.${id}`;
}

function parseCursor(text: string): { at: Date; id: string } | null {
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
      const withRanges = { ...key, ranges: compileRanges(ipEntries), accountVerified: account.verifiedAt !== null };
      return [rest.id, { key, withRanges, deletedAt }];
    }),
  );
  return rows.map((row) => {
    const view = toRefusalView(row);
    const of = known.get(row.apiKeyId);
    if (!of || of.deletedAt) return { ...view, key: null, keyName: of?.key.name ?? 'a deleted key', fix: null };
    return { ...view, key: of.key, keyName: of.key.name, fix: suggestedFixFor(view, of.withRanges, now) };
  });
}
