import { Prisma } from '../database/db';
import type { Slice } from '../database/keyset';

/** What the received messages of a list have in common. An absent condition is met by all. */
export type ReceivedConditions = {
  /** Canonical addresses. */
  sender?: string | undefined;
  recipient?: string | undefined;
  /** A canonical address that is sender or recipient. Excludes the other two and `words`. */
  either?: string | undefined;
  /** All are in the text, or the sender is the same name. */
  words?: { all: readonly string[]; name: string } | undefined;
  /** Bounds of the id: the lowest, and the lowest that is beyond. */
  ids?: { from?: string | undefined; until?: string | undefined };
  /** First time of arrival. */
  since?: Date | undefined;
};

const COLUMNS = `m.id, m.sender, m.recipient, m.text, m.encoding, m.parts, m.missing_parts AS "missingParts", m.keyword,
  m.received_at AS "receivedAt", m.report_id AS "reportId"`;

/** How many messages one statement reads to find words in them. */
export type Reach = number;

/**
 * Returns the statement of a slice of the account's messages that meet the conditions, in the slice's order by id. Where no
 * index has all conditions it reads at most `reach` messages; `edge` is then the last that was checked, null when the slice
 * is complete or there are no more. It must run with sorting discouraged: each scan then follows its index.
 */
export function receivedStatement(
  accountId: string,
  conditions: ReceivedConditions,
  slice: Slice,
  reach: Reach,
): Prisma.Sql {
  const { words, sender, recipient, either, since } = conditions;
  const isExact = !words && !(sender && recipient);
  const size = isExact ? slice.limit : Math.max(reach, slice.limit);
  const hit = Prisma.join(
    [
      Prisma.sql`true`,
      ...(since ? [Prisma.sql`m.received_at >= ${since}::timestamptz`] : []),
      ...(sender && recipient ? [Prisma.sql`m.recipient = ${recipient}`] : []),
      ...(words ? [wordsCondition(words)] : []),
    ],
    ' AND ',
  );
  const within = rangeOf(conditions, slice);
  const own = Prisma.sql`m.account_id = ${accountId}::uuid`;
  const order = Prisma.raw(`m.id ${slice.direction}`);
  const scan = (more: Prisma.Sql) => Prisma.sql`
    (SELECT m.id, (${hit}) AS hit FROM received_message m WHERE ${own} AND ${more} AND ${within}
     ORDER BY ${order} LIMIT ${size})`;
  const scans = either
    ? [scan(Prisma.sql`m.sender = ${either}`), scan(Prisma.sql`m.recipient = ${either}`)]
    : [scan(indexed(sender, recipient))];
  return Prisma.sql`
    WITH scan AS MATERIALIZED (${Prisma.join(scans, ' UNION ')}),
    match AS MATERIALIZED (SELECT m.id FROM scan m WHERE m.hit ORDER BY ${order} LIMIT ${slice.limit}),
    edge AS MATERIALIZED (
      SELECT CASE WHEN ${isExact} OR (SELECT count(*) FROM match) = ${slice.limit} OR (SELECT count(*) FROM scan) < ${size}
        THEN NULL ELSE (SELECT m.id FROM scan m ORDER BY ${order} OFFSET ${size - 1} LIMIT 1) END AS id
    )
    SELECT e.id AS edge, r.* FROM edge e LEFT JOIN (
      SELECT ${Prisma.raw(COLUMNS)} FROM match g JOIN received_message m ON m.id = g.id
    ) r ON true ORDER BY r.id ${Prisma.raw(slice.direction)}`;
}

function indexed(sender: string | undefined, recipient: string | undefined): Prisma.Sql {
  if (sender) return Prisma.sql`m.sender = ${sender}`;
  if (recipient) return Prisma.sql`m.recipient = ${recipient}`;
  return Prisma.sql`true`;
}

function wordsCondition({ all, name }: NonNullable<ReceivedConditions['words']>): Prisma.Sql {
  const patterns = all.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  return Prisma.sql`(m.text ILIKE ALL (${patterns}::text[]) OR lower(m.sender) = lower(${name}))`;
}

function rangeOf({ ids }: ReceivedConditions, { condition }: Slice): Prisma.Sql {
  const bounds = [condition];
  if (ids?.from) bounds.push(Prisma.sql`m.id >= ${ids.from}::uuid`);
  if (ids?.until) bounds.push(Prisma.sql`m.id < ${ids.until}::uuid`);
  return Prisma.join(bounds, ' AND ');
}
