import { lowestIdAt } from '../ids';
import type { MessageListQuery } from './api-schema';
import { STORED_COLUMNS } from './read';
import type { MessageStatus } from './rules';

/** An id tells when it was made to this much: on another machine, and before the database wrote the time of acceptance. */
const ID_SLACK_MS = 10_000;

const EVERYTHING_SEEN = `'00000000-0000-0000-0000-000000000000'::uuid`;
const NOTHING_SEEN = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`;

/** What a message must fulfil, in SQL over `m`. */
type Conditions = {
  account: string;
  /** Which stretch of ids is asked for. */
  place: string[];
  /** By the name of the filter. */
  filters: Partial<Record<Filter, string>>;
};
type Filter = 'status' | 'to' | 'reference' | 'key' | 'mode' | 'created';

/** The newest messages along one index: whatever an index cannot tell is asked of them afterwards. */
type Look = {
  where: string[];
  /** What of the query the index tells by itself. */
  covers: readonly Filter[];
  /** Of the whole queue, whoever's it is: in its index's order, complete or of no use. */
  queue?: true;
};

/**
 * The messages that pass the query's filter, newest first, from the one after its cursor on; one more than `limit` when
 * there are more. A filter that no index serves alone is looked for along the best of them, at most `longestLook` messages far: `edge` is the
 * message that the look ended at, all newer ones being judged; null when it saw all. Of several ways to the same messages
 * the one that got furthest counts. So each request takes about as long, whatever it asks for among however many.
 */
export function afterStatement(
  accountId: string,
  query: MessageListQuery,
  longestLook: number,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const bind = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
  const conditions = conditionsOf(accountId, query, bind);
  const ways = waysOf(query, conditions);
  const names = new Map(ways.flat().map((look, index) => [look, `look_${index}`]));
  const nameOf = (look: Look) => names.get(look) ?? '';
  const share = Math.max(query.limit + 1, Math.ceil(longestLook / names.size));
  const sizeOf = (look: Look) => (isExact(look, conditions) ? query.limit + 1 : share);
  const looks = [...names].map(([look, name]) => `${name} AS MATERIALIZED (${lookFor(look, sizeOf(look))})`);
  const edges = ways.map(
    (way) => `GREATEST(${way.map((look) => edgeOf(look, nameOf(look), sizeOf(look))).join(', ')})`,
  );
  const wanted = [conditions.account, ...conditions.place, ...Object.values(conditions.filters)].join(' AND ');
  const matches = [...names.values()].map((name) => `SELECT m.id FROM ${name} m WHERE ${wanted}`).join(' UNION ');
  const text = `
    WITH ${looks.join(', ')}, edge AS MATERIALIZED (
      SELECT LEAST(${edges.join(', ')}) AS id
    ), page AS MATERIALIZED (
      SELECT u.id FROM (${matches}) u, edge e WHERE u.id >= e.id ORDER BY u.id DESC LIMIT ${query.limit + 1}
    )
    SELECT NULLIF(e.id, ${EVERYTHING_SEEN}) AS edge, m.* FROM edge e
    LEFT JOIN (SELECT ${STORED_COLUMNS} FROM page p JOIN message m ON m.id = p.id) m ON true ORDER BY m.id DESC`;
  return { text, values };
}

function conditionsOf(
  accountId: string,
  query: MessageListQuery,
  bind: (value: unknown, type: string) => string,
): Conditions {
  const { cursor, created_from: from, created_to: to } = query;
  const account = bind(accountId, 'uuid');
  const place: string[] = [];
  const filters: Conditions['filters'] = {};
  const created: string[] = [];
  if (cursor) place.push(`m.id < ${bind(cursor, 'uuid')}`);
  if (from) {
    place.push(`m.id >= ${bind(lowestIdAt(new Date(from.getTime() - ID_SLACK_MS)), 'uuid')}`);
    created.push(`m.created_at >= ${bind(from, 'timestamptz')}`);
  }
  if (to) {
    place.push(`m.id < ${bind(lowestIdAt(new Date(to.getTime() + ID_SLACK_MS)), 'uuid')}`);
    created.push(`m.created_at < ${bind(to, 'timestamptz')}`);
  }
  if (created.length > 0) filters.created = created.join(' AND ');
  if (query.status) filters.status = `m.status IN (${query.status.map(literal).join(', ')})`;
  if (query.to) filters.to = `m.recipient = ${bind(query.to, 'text')}`;
  if (query.reference) filters.reference = `m.reference = ${bind(query.reference, 'text')}`;
  if (query.key) {
    // Of the account's own keys only: another's could be passed over without an end.
    filters.key = `m.api_key_id = (SELECT k.id FROM api_key k
      WHERE k.id = ${bind(query.key, 'uuid')} AND k.account_id = ${account})`;
  }
  if (query.mode) filters.mode = `m.mode = '${query.mode}'`;
  return { account: `m.account_id = ${account}`, place, filters };
}

const literal = (status: MessageStatus) => `'${status}'`;

/** The ways to what matches: the looks of one hold all of it together. Each is one index of `message`. */
function waysOf(query: MessageListQuery, { account, place, filters }: Conditions): Look[][] {
  const look = (covers: Filter[], ...where: (string | undefined)[]): Look => ({
    where: [...where, ...place].filter((condition) => condition !== undefined),
    covers,
  });
  if (query.reference) return [[look(['reference'], account, filters.reference)]];
  if (query.to) return [[look(['to'], account, filters.to)]];
  const ways: Look[][] = [];
  if (query.key) ways.push([look(['key'], filters.key)]);
  if (query.mode === 'test') ways.push([look(['mode'], account, filters.mode)]);
  // Delivered messages are in no index of their own: they are most of any page.
  if (query.status && !query.status.includes('delivered')) {
    ways.push(
      query.status.map((status) =>
        status === 'queued'
          ? { where: [`m.status = 'queued'`], covers: [], queue: true }
          : look(['status'], account, `m.status = ${literal(status)}`),
      ),
    );
  }
  // A long queue is not looked through.
  if (ways.length === 0 || query.status?.includes('queued')) ways.push([look([], account)]);
  return ways;
}

/** Whether every message of the look matches, so that no more are needed than a page has. */
function isExact({ covers, queue }: Look, { filters }: Conditions): boolean {
  return !queue && Object.keys(filters).every((name) => covers.includes(name as Filter));
}

const COLUMNS = 'm.id, m.account_id, m.api_key_id, m.status, m.mode, m.recipient, m.reference, m.created_at';

function lookFor({ where, queue }: Look, size: number): string {
  const order = queue ? 'm.priority, m.run_at, m.id' : 'm.id DESC';
  return `SELECT ${COLUMNS} FROM message m WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${size}`;
}

/** The oldest message down to which the look holds all. */
function edgeOf({ queue }: Look, name: string, size: number): string {
  if (queue)
    return `CASE WHEN (SELECT count(*) FROM ${name}) < ${size} THEN ${EVERYTHING_SEEN} ELSE ${NOTHING_SEEN} END`;
  return `COALESCE((SELECT l.id FROM ${name} l ORDER BY l.id DESC OFFSET ${size - 1} LIMIT 1), ${EVERYTHING_SEEN})`;
}
