import type { Environment } from '../access/environment';
import { lowestIdAt } from '../base/ids';
import { Prisma } from '../database/db';
import type { Slice } from '../database/keyset';
import { MESSAGE_WITH_PROGRESS, STATUS } from './message-row';
import type { MessageStatus } from './rules';

/** Largest difference between the time of an id and the time of acceptance, which another machine's clock determines. */
const ID_SLACK_MS = 10_000;

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A text that may be a number, a reference or an id: it matches the messages that have it as any of them. */
export type MessageSearch = {
  /** E.164 with +. */
  recipient?: string | undefined;
  reference: string;
  id?: string | undefined;
};

/** What the messages of a list have in common. An absent condition is met by all. */
export type MessageConditions = {
  statuses?: readonly MessageStatus[] | undefined;
  environment?: Environment | undefined;
  apiKeyId?: string | undefined;
  recipient?: string | undefined;
  reference?: string | undefined;
  search?: MessageSearch | undefined;
  /** Bounds of the id: the lowest, and the lowest that is beyond. */
  ids?: { from?: string | undefined; until?: string | undefined };
  /** Bounds of the time of acceptance: the first, and the first that is beyond. */
  created?: { from?: Date | undefined; until?: Date | undefined };
};

type Filter = 'statuses' | 'environment' | 'apiKeyId' | 'recipient' | 'reference' | 'search' | 'created';

/** One request, as SQL over `message` under the alias `m`. */
type Request = {
  conditions: MessageConditions;
  account: Prisma.Sql;
  /** The key, if it is the account's own: another's messages could be read without an end. */
  key: Prisma.Sql;
  /** Range of ids: a comparison of `row` with the lower and the upper bound. */
  within: (row: string, prefix?: Prisma.Sql) => Prisma.Sql;
  filters: Partial<Record<Filter, Prisma.Sql>>;
  slice: Slice;
};

/** A scan: the first messages in the order of one index. Conditions that the index does not have are checked afterwards. */
type Scan = {
  /** Tables, of which `m` is `message`; without it only that. */
  from?: string;
  where: Prisma.Sql;
  order: string;
  /** The filters that all of its messages meet. */
  covers: readonly Filter[];
  /** Of the queue of all accounts, in the order of its index: it counts only if it is complete. */
  queue?: true;
};

/** What a page shows of each message: a select list over MESSAGE_WITH_PROGRESS and joins to it. */
export type MessageView = { columns: string; joins?: string };

/**
 * Returns the statement of a slice of the account's messages that meet the conditions, in the slice's order by id. Where
 * no index has all conditions, it reads at most `reach` messages along the best ones: `edge` is the last message up to
 * which all were checked, null when there are no more. Of several ways to the same messages the one that got furthest
 * counts. So the cost of a request is bounded by its reach, for all conditions and any number of messages. It must run
 * with sorting discouraged: then each scan can only follow the index that it is made for.
 */
export function pageStatement(
  accountId: string,
  conditions: MessageConditions,
  slice: Slice,
  { reach, view }: { reach: number; view: MessageView },
): Prisma.Sql {
  const request = requestOf(accountId, conditions, slice);
  const ways = waysOf(request);
  const scans = [...new Set(ways.flat())];
  const share = Math.max(slice.limit, Math.ceil(reach / scans.length));
  const parts = scans.map((scan, index) => new ScanPart(`scan_${index}`, scan, request, share));
  const edgeOf = (scan: Scan) => parts[scans.indexOf(scan)]?.edge() ?? '';
  const descending = slice.direction === 'DESC';
  const [furthest, nearest] = descending ? ['LEAST', 'GREATEST'] : ['GREATEST', 'LEAST'];
  const edges = ways.map((way) => `${nearest}(${way.map(edgeOf).join(', ')})`);
  return Prisma.sql`
    WITH ${Prisma.join(parts.map((part) => part.expressions()))},
    edge AS MATERIALIZED (SELECT ${Prisma.raw(`${furthest}(${edges.join(', ')})`)} AS id),
    page AS MATERIALIZED (
      SELECT u.id FROM (${Prisma.raw(parts.map(({ name }) => `SELECT id FROM ${name}_match`).join(' UNION '))}) u, edge e
      WHERE u.id ${Prisma.raw(descending ? '>=' : '<=')} e.id
      ORDER BY u.id ${Prisma.raw(slice.direction)} LIMIT ${slice.limit}
    )
    SELECT NULLIF(e.id, ${Prisma.raw(end(slice))}) AS edge, r.* FROM edge e
    LEFT JOIN (
      SELECT ${Prisma.raw(view.columns)} FROM page g JOIN ${Prisma.raw(MESSAGE_WITH_PROGRESS)} ON m.id = g.id
      ${Prisma.raw(view.joins ?? '')}
    ) r ON true
    ORDER BY r.id ${Prisma.raw(slice.direction)}`;
}

/** SQL: the id at which a slice of all messages ends. */
function end({ direction }: Slice): string {
  return `'${direction === 'DESC' ? LOWEST_ID : HIGHEST_ID}'::uuid`;
}

/** SQL: the id before the first of a slice of all messages. */
function start({ direction }: Slice): string {
  return `'${direction === 'DESC' ? HIGHEST_ID : LOWEST_ID}'::uuid`;
}

const SCANNED = 'm.id, m.account_id, m.api_key_id, m.status, m.environment, m.recipient, m.reference, m.created_at';

const WITH_PROGRESS = Prisma.raw('LEFT JOIN message_progress p ON p.message_id = m.id');

/** The SQL of one scan. */
class ScanPart {
  readonly #size: number;

  constructor(
    readonly name: string,
    readonly scan: Scan,
    readonly request: Request,
    share: number,
  ) {
    const { filters, slice } = request;
    const isExact = !scan.queue && Object.keys(filters).every((filter) => scan.covers.includes(filter as Filter));
    this.#size = isExact ? slice.limit : share;
  }

  /**
   * The scanned messages, and those of them that match. Rows of the scan are read only until enough match, since both have
   * the same order.
   */
  expressions(): Prisma.Sql {
    const { name, scan, request } = this;
    const { account, within, filters, slice } = request;
    const conditions = [Prisma.sql`m.account_id = ${account}`, within('m.id'), ...Object.values(filters)];
    const order = scan.queue ? `m.id ${slice.direction}` : scan.order;
    return Prisma.sql`
      ${Prisma.raw(name)} AS MATERIALIZED (
        SELECT ${Prisma.raw(SCANNED)} FROM ${Prisma.raw(scan.from ?? 'message m')}
        WHERE ${scan.where} ORDER BY ${Prisma.raw(scan.order)} LIMIT ${this.#size}
      ), ${Prisma.raw(name)}_match AS MATERIALIZED (
        SELECT m.id FROM ${Prisma.raw(name)} m ${filters.statuses ? WITH_PROGRESS : Prisma.empty}
        WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${Prisma.raw(order)} LIMIT ${slice.limit}
      )`;
  }

  /** SQL: the last message up to which all messages of the scan were checked. */
  edge(): string {
    const { name, scan, request } = this;
    const { slice } = request;
    const size = this.#size;
    if (scan.queue) {
      return `CASE WHEN (SELECT count(*) FROM ${name}) < ${size} THEN ${end(slice)} ELSE ${start(slice)} END`;
    }
    return `CASE WHEN (SELECT count(*) FROM ${name}_match) = ${slice.limit}
      THEN (SELECT l.id FROM ${name}_match l ORDER BY l.id ${slice.direction} OFFSET ${slice.limit - 1})
      ELSE COALESCE((SELECT l.id FROM ${name} l ORDER BY l.id ${slice.direction} OFFSET ${size - 1} LIMIT 1), ${end(slice)})
      END`;
  }
}

function requestOf(accountId: string, conditions: MessageConditions, slice: Slice): Request {
  const account = Prisma.sql`${accountId}::uuid`;
  const { apiKeyId } = conditions;
  const key = Prisma.sql`(SELECT k.id FROM api_key k WHERE k.id = ${apiKeyId}::uuid AND k.account_id = ${account})`;
  return { conditions, account, key, within: rangeOf(conditions, slice), filters: filtersOf(conditions, key), slice };
}

/** Returns the comparison of an id, or of a row that ends with it, with the bounds of the request. */
function rangeOf({ ids, created }: MessageConditions, { key, direction }: Slice): Request['within'] {
  const cursor = key === null ? null : String(key[0]);
  const highest = [ids?.until ?? HIGHEST_ID];
  const lowest = [ids?.from ?? LOWEST_ID];
  if (created?.from) lowest.push(lowestIdAt(new Date(created.from.getTime() - ID_SLACK_MS)));
  if (created?.until) highest.push(lowestIdAt(new Date(created.until.getTime() + ID_SLACK_MS)));
  if (cursor && direction === 'DESC') highest.push(cursor);
  const from = lowest.toSorted().at(-1) ?? LOWEST_ID;
  const until = highest.toSorted()[0] ?? HIGHEST_ID;
  const isAfterCursor = direction === 'ASC' && cursor !== null && cursor >= from;
  const operator = Prisma.raw(isAfterCursor ? '>' : '>=');
  return (row, prefix = Prisma.empty) =>
    Prisma.sql`${Prisma.raw(row)} ${operator} (${prefix}${
      isAfterCursor ? cursor : from
    }::uuid) AND ${Prisma.raw(row)} < (${prefix}${until}::uuid)`;
}

function filtersOf(conditions: MessageConditions, key: Prisma.Sql): Request['filters'] {
  const { statuses, environment, apiKeyId, recipient, reference, search, created } = conditions;
  const filters: Request['filters'] = {};
  if (statuses) filters.statuses = Prisma.raw(`${STATUS} IN (${statuses.map(literal).join(', ')})`);
  if (environment) filters.environment = Prisma.raw(`m.environment = '${environment}'`);
  if (apiKeyId) filters.apiKeyId = Prisma.sql`m.api_key_id = ${key}`;
  if (recipient) filters.recipient = Prisma.sql`m.recipient = ${recipient}`;
  if (reference) filters.reference = Prisma.sql`m.reference = ${reference}`;
  if (search) filters.search = searchCondition(search);
  const times = [
    ...(created?.from ? [Prisma.sql`m.created_at >= ${created.from}::timestamptz`] : []),
    ...(created?.until ? [Prisma.sql`m.created_at < ${created.until}::timestamptz`] : []),
  ];
  if (times.length > 0) filters.created = Prisma.join(times, ' AND ');
  return filters;
}

function searchCondition({ recipient, reference, id }: MessageSearch): Prisma.Sql {
  const choices = [
    Prisma.sql`m.reference = ${reference}`,
    ...(recipient ? [Prisma.sql`m.recipient = ${recipient}`] : []),
    ...(id ? [Prisma.sql`m.id = ${id}::uuid`] : []),
  ];
  return Prisma.sql`(${Prisma.join(choices, ' OR ')})`;
}

const literal = (status: MessageStatus) => `'${status}'::message_status`;

/** Returns the ways to the matches: the scans of each lead to all of them together. */
function waysOf(request: Request): Scan[][] {
  const { conditions, account, key, within, slice } = request;
  const { statuses, environment, apiKeyId, recipient, reference, search } = conditions;
  const own = Prisma.sql`m.account_id = ${account}`;
  // A range of the index by its last two columns, in their order: no other index has it.
  const along = (covers: Filter[], column: string, value: Prisma.Sql, more: Prisma.Sql[] = []): Scan => ({
    covers,
    where: Prisma.join([...more, within(`(m.${column}, m.id)`, Prisma.sql`${value}, `)], ' AND '),
    order: `m.${column} ${slice.direction}, m.id ${slice.direction}`,
  });
  const byReference = (filter: Filter, value: string) =>
    along([filter], 'reference', Prisma.sql`${value}`, [own, Prisma.sql`m.reference IS NOT NULL`]);
  const byRecipient = (filter: Filter, value: string) => along([filter], 'recipient', Prisma.sql`${value}`, [own]);
  if (search) {
    const ways = [byReference('search', search.reference)];
    if (search.recipient) ways.push(byRecipient('search', search.recipient));
    if (search.id) ways.push(byId(search.id, slice));
    return [ways];
  }
  if (reference) return [[byReference('reference', reference)]];
  if (recipient) return [[byRecipient('recipient', recipient)]];
  const ways: Scan[][] = [];
  if (apiKeyId) ways.push([along(['apiKeyId'], 'api_key_id', key)]);
  if (environment === 'test') {
    ways.push([along(['environment'], 'account_id', account, [Prisma.sql`m.environment = 'test'`])]);
  }
  // Delivered messages are in no index of their own: they are most of any page.
  if (statuses && !statuses.includes('delivered')) {
    ways.push(statuses.flatMap((status) => (status === 'queued' ? [QUEUE] : withStatus(status))));
  }
  // A long queue is not read to its end.
  if (ways.length === 0 || statuses?.includes('queued')) ways.push([along([], 'account_id', account)]);
  return ways;

  /** Messages of version 0.1 have their status in their own row. */
  function withStatus(status: MessageStatus): Scan[] {
    const range = (row: string) => within(row, Prisma.raw(`${literal(status)}, `));
    const order = (table: string, id: string) =>
      `${table}.status ${slice.direction}, ${table}.${id} ${slice.direction}`;
    return [
      {
        covers: ['statuses'],
        from: 'message_progress p JOIN message m ON m.id = p.message_id',
        where: Prisma.sql`p.account_id = ${account} AND p.status <> 'delivered' AND ${range('(p.status, p.message_id)')}`,
        order: order('p', 'message_id'),
      },
      {
        covers: ['statuses'],
        where: Prisma.sql`${own} AND m.status NOT IN ('queued', 'delivered') AND ${range('(m.status, m.id)')}`,
        order: order('m', 'id'),
      },
    ];
  }
}

const QUEUE: Scan = {
  from: 'message_queue q, unnest(q.message_ids) AS u(id) JOIN message m ON m.id = u.id',
  where: Prisma.sql`true`,
  order: 'q.carrier, q.priority, q.run_at, q.id',
  covers: [],
  queue: true,
};

function byId(id: string, { direction }: Slice): Scan {
  return { where: Prisma.sql`m.id = ${id}::uuid`, order: `m.id ${direction}`, covers: ['search'] };
}
