import { lowestIdAt } from '../base/ids';
import type { MessageListQuery } from './list-schema';
import { STORED_COLUMNS } from './message-row';
import type { MessageStatus } from './rules';

/** Maximum difference between an id's time, from another machine's clock, and the time of acceptance in the database. */
const ID_SLACK_MS = 10_000;

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const EVERYTHING_SEEN = `'${LOWEST_ID}'::uuid`;
const NOTHING_SEEN = `'${HIGHEST_ID}'::uuid`;

type Filter = 'status' | 'to' | 'reference' | 'key' | 'environment' | 'created';

/** What a message must fulfil: values as placeholders, conditions in SQL over `m`. */
type Wanted = {
  account: string;
  /** Requested ids: from `lowest` to below `end`. */
  lowest: string;
  end: string;
  values: Partial<Record<'to' | 'reference' | 'key', string>>;
  filters: Partial<Record<Filter, string>>;
};

/** The newest messages in the order of one index. Filters that it does not cover are applied afterwards. */
type Look = {
  where: string;
  order: string;
  /** The filters of the query that the index covers. */
  covers: readonly Filter[];
  /** Of the queue of all accounts, in its index's order: usable only if it is complete. */
  queue?: true;
};

/**
 * The messages that pass the query's filter, newest first, from the one after its cursor on; one more than `limit` when
 * there are more. A filter that no index serves alone is looked for along the best of them, at most `longestLook` messages
 * far: `edge` is the message at which the scan ended, with all newer ones checked; null if it saw all. Of several ways to
 * the same messages the farthest one applies. So each request takes about as long, for any filter among
 * however many. To be run with sorting discouraged: then each look can only follow the index it is made for.
 */
export function messagePageStatement(
  accountId: string,
  query: MessageListQuery,
  longestLook: number,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const wanted = wantedOf(accountId, query, (value, type) => `$${values.push(value)}::${type}`);
  const ways = waysOf(query, wanted);
  const names = new Map(ways.flat().map((look, index) => [look, `look_${index}`]));
  const nameOf = (look: Look) => names.get(look) ?? '';
  const share = Math.max(query.limit + 1, Math.ceil(longestLook / names.size));
  const sizeOf = (look: Look) => (isExact(look, wanted) ? query.limit + 1 : share);
  const looks = [...names].map(([look, name]) => `${name} AS MATERIALIZED (${lookFor(look, sizeOf(look))})`);
  const edges = ways.map(
    (way) => `GREATEST(${way.map((look) => edgeOf(look, nameOf(look), sizeOf(look))).join(', ')})`,
  );
  const { account, lowest, end, filters } = wanted;
  const conditions = [`m.account_id = ${account}`, `m.id >= ${lowest}`, `m.id < ${end}`, ...Object.values(filters)];
  const matches = [...names.values()].map((name) => `SELECT m.id FROM ${name} m WHERE ${conditions.join(' AND ')}`);
  const text = `
    WITH ${looks.join(', ')}, edge AS MATERIALIZED (
      SELECT LEAST(${edges.join(', ')}) AS id
    ), page AS MATERIALIZED (
      SELECT u.id FROM (${matches.join(' UNION ')}) u, edge e WHERE u.id >= e.id
      ORDER BY u.id DESC LIMIT ${query.limit + 1}
    )
    SELECT NULLIF(e.id, ${EVERYTHING_SEEN}) AS edge, m.* FROM edge e
    LEFT JOIN (SELECT ${STORED_COLUMNS} FROM page p JOIN message m ON m.id = p.id) m ON true ORDER BY m.id DESC`;
  return { text, values };
}

function wantedOf(accountId: string, query: MessageListQuery, bind: (value: unknown, type: string) => string): Wanted {
  const { created_from: from, created_to: to } = query;
  const ends = [query.cursor?.toLowerCase() ?? HIGHEST_ID];
  if (to) ends.push(lowestIdAt(new Date(to.getTime() + ID_SLACK_MS)));
  const lowest = from ? lowestIdAt(new Date(from.getTime() - ID_SLACK_MS)) : LOWEST_ID;
  const wanted: Wanted = {
    account: bind(accountId, 'uuid'),
    lowest: bind(lowest, 'uuid'),
    end: bind(ends.toSorted()[0], 'uuid'),
    values: {},
    filters: {},
  };
  const { values, filters, account } = wanted;
  const created = [
    ...(from ? [`m.created_at >= ${bind(from, 'timestamptz')}`] : []),
    ...(to ? [`m.created_at < ${bind(to, 'timestamptz')}`] : []),
  ];
  if (created.length > 0) filters.created = created.join(' AND ');
  if (query.status) filters.status = `m.status IN (${query.status.map(literal).join(', ')})`;
  if (query.environment) filters.environment = `m.environment = '${query.environment}'`;
  if (query.to) {
    values.to = bind(query.to, 'text');
    filters.to = `m.recipient = ${values.to}`;
  }
  if (query.reference) {
    values.reference = bind(query.reference, 'text');
    filters.reference = `m.reference = ${values.reference}`;
  }
  if (query.key) {
    // Of the account's own keys only: another's could be passed over without an end.
    values.key = `(SELECT k.id FROM api_key k WHERE k.id = ${bind(query.key, 'uuid')} AND k.account_id = ${account})`;
    filters.key = `m.api_key_id = ${values.key}`;
  }
  return wanted;
}

const literal = (status: MessageStatus) => `'${status}'::message_status`;

/** The ways to what matches: the looks of one hold all of it together. */
function waysOf(query: MessageListQuery, { account, lowest, end, values }: Wanted): Look[][] {
  const own = `m.account_id = ${account}`;
  // A stretch of the index by its last two columns, in their order: no other index has it.
  const along = (covers: Filter[], column: string, value: string, ...more: string[]): Look => {
    const row = `(m.${column}, m.id)`;
    const stretch = [`${row} >= (${value}, ${lowest})`, `${row} < (${value}, ${end})`];
    return { covers, where: [...more, ...stretch].join(' AND '), order: `m.${column} DESC, m.id DESC` };
  };
  if (values.reference) {
    return [[along(['reference'], 'reference', values.reference, own, 'm.reference IS NOT NULL')]];
  }
  if (values.to) return [[along(['to'], 'recipient', values.to, own)]];
  const ways: Look[][] = [];
  if (values.key) ways.push([along(['key'], 'api_key_id', values.key)]);
  if (query.environment === 'test')
    ways.push([along(['environment'], 'account_id', account, `m.environment = 'test'`)]);
  // Delivered messages are in no index of their own: they are most of any page.
  if (query.status && !query.status.includes('delivered')) {
    const indexed = [own, `m.status NOT IN ('queued', 'delivered')`];
    ways.push(
      query.status.map((status) =>
        status === 'queued' ? QUEUE : along(['status'], 'status', literal(status), ...indexed),
      ),
    );
  }
  // A long queue is not looked through.
  if (ways.length === 0 || query.status?.includes('queued')) ways.push([along([], 'account_id', account)]);
  return ways;
}

const QUEUE: Look = { where: `m.status = 'queued'`, order: 'm.priority, m.run_at, m.id', covers: [], queue: true };

/** Whether every message of the look matches, so that no more are needed than a page has. */
function isExact({ covers, queue }: Look, { filters }: Wanted): boolean {
  return !queue && Object.keys(filters).every((name) => covers.includes(name as Filter));
}

const COLUMNS = 'm.id, m.account_id, m.api_key_id, m.status, m.environment, m.recipient, m.reference, m.created_at';

function lookFor({ where, order }: Look, size: number): string {
  return `SELECT ${COLUMNS} FROM message m WHERE ${where} ORDER BY ${order} LIMIT ${size}`;
}

/** The oldest message down to which the look holds all. */
function edgeOf({ queue }: Look, name: string, size: number): string {
  if (!queue)
    return `COALESCE((SELECT l.id FROM ${name} l ORDER BY l.id DESC OFFSET ${size - 1} LIMIT 1), ${EVERYTHING_SEEN})`;
  return `CASE WHEN (SELECT count(*) FROM ${name}) < ${size} THEN ${EVERYTHING_SEEN} ELSE ${NOTHING_SEEN} END`;
}
