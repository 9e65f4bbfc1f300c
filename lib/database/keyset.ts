import { isId } from '../base/ids';
import { Prisma } from './db';

/** A column of a list's order, and its part of a cursor. */
type KeyColumn<Row> = {
  /** The column with its alias, such as `r.last_at`. */
  name: string;
  /** Its PostgreSQL type. */
  type: string;
  encode: (row: Row) => string;
  /** Returns the value of a part of a cursor; null for an invalid one. */
  decode: (part: string) => string | Date | null;
};

/** The order of a list: columns that together identify a row. An index must have them in this order. */
export type Keyset<Row> = { direction: 'ASC' | 'DESC'; columns: readonly KeyColumn<Row>[] };

/** The cursors of a request for a page: keys below the one, or above the other. Both null or absent: the first page. */
export type Cursors = { before?: string | null | undefined; after?: string | null | undefined };

/** One page of a list, and the cursors of the adjacent pages; null where the list ends. */
export type Page<Row> = { rows: Row[]; previous: string | null; next: string | null };

/** What a statement of one page contains. */
export type Slice = {
  /** Limits the rows to those beyond the cursor. */
  condition: Prisma.Sql;
  /** The columns after ORDER BY. */
  order: Prisma.Sql;
  /** The direction of `order`. */
  direction: 'ASC' | 'DESC';
  /** One row more than a page has, which shows whether the list continues. */
  limit: number;
  /** The values of the cursor by column; null for the first page. */
  key: readonly (string | Date)[] | null;
};

export function idColumn(name: string): KeyColumn<{ id: string }> {
  return { name, type: 'uuid', encode: ({ id }) => id, decode: (part) => (isId(part) ? part.toLowerCase() : null) };
}

/** A column of type timestamptz(3): a cursor has milliseconds since 1970. */
export function timeColumn<Name extends string>(name: string, property: Name): KeyColumn<Record<Name, Date>> {
  return {
    name,
    type: 'timestamptz',
    encode: (row) => String(row[property].getTime()),
    decode: (part) => (/^\d{1,14}$/.test(part) ? new Date(Number(part)) : null),
  };
}

/** A column of an enum type, whose values are sorted in the order of their definition. */
export function enumColumn<Name extends string>(
  name: string,
  property: Name,
  { type, values }: { type: string; values: readonly string[] },
): KeyColumn<Record<Name, string>> {
  return { name, type, encode: (row) => row[property], decode: (part) => (values.includes(part) ? part : null) };
}

/** Returns the cursor of a row: its key as text. */
export function cursorOf<Row>({ columns }: Keyset<Row>, row: Row): string {
  return columns.map((column) => column.encode(row)).join('.');
}

/**
 * Reads one page of at most `size` rows. `read` runs the statement with the slice and returns its rows in the slice's
 * order. The page is in the order of the list, whichever cursor led to it. An invalid cursor leads to an empty page.
 */
export async function readPage<Row>(
  keyset: Keyset<Row>,
  { before, after }: Cursors,
  size: number,
  read: (slice: Slice) => Promise<Row[]>,
): Promise<Page<Row>> {
  const backwards = (keyset.direction === 'DESC' ? after : before) != null;
  const cursor = (backwards === (keyset.direction === 'DESC') ? after : before) ?? null;
  const key = cursor === null ? null : decode(keyset, cursor);
  if (cursor !== null && key === null) return { rows: [], previous: null, next: null };
  const found = await read(sliceOf(keyset, key, backwards, size + 1));
  const more = found.length > size;
  const rows = found.slice(0, size);
  if (backwards) rows.reverse();
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    rows,
    previous: first && (backwards ? more : key !== null) ? cursorOf(keyset, first) : null,
    next: last && (backwards || more) ? cursorOf(keyset, last) : null,
  };
}

function decode<Row>({ columns }: Keyset<Row>, cursor: string): (string | Date)[] | null {
  const parts = cursor.split('.');
  if (parts.length !== columns.length) return null;
  const values = columns.map((column, index) => column.decode(parts[index] ?? ''));
  return values.every((value) => value !== null) ? values : null;
}

function sliceOf<Row>(
  { direction, columns }: Keyset<Row>,
  key: Slice['key'],
  backwards: boolean,
  limit: number,
): Slice {
  const ascending = (direction === 'ASC') !== backwards;
  const way = ascending ? 'ASC' : 'DESC';
  return {
    condition: key ? beyond(columns, key, ascending ? '>' : '<') : Prisma.sql`true`,
    order: Prisma.raw(columns.map(({ name }) => `${name} ${way}`).join(', ')),
    direction: way,
    limit,
    key,
  };
}

/** Compares all columns as one row value, which PostgreSQL evaluates as one range of the index. */
function beyond(
  columns: readonly KeyColumn<never>[],
  key: readonly (string | Date)[],
  operator: '<' | '>',
): Prisma.Sql {
  const names = Prisma.raw(`(${columns.map(({ name }) => name).join(', ')})`);
  const values = columns.map(({ type }, index) => Prisma.sql`${key[index]}::${Prisma.raw(type)}`);
  return Prisma.sql`${names} ${Prisma.raw(operator)} (${Prisma.join(values)})`;
}
