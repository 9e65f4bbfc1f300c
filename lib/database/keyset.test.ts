import { describe, expect, test } from 'vitest';
import { newId } from '../base/ids';
import { cursorOf, enumColumn, idColumn, type Keyset, readPage, type Slice, timeColumn } from './keyset';

type Row = { id: string; at: Date; state: 'open' | 'closed' };

const STATES = ['open', 'closed'] as const;
const columns = [
  enumColumn('r.state', 'state', { type: 'row_state', values: STATES }),
  timeColumn('r.at', 'at'),
  idColumn('r.id'),
];
const NEWEST_FIRST: Keyset<Row> = { direction: 'DESC', columns };
const OLDEST_FIRST: Keyset<Row> = { direction: 'ASC', columns };

const rows: Row[] = Array.from({ length: 23 }, (_, i) => ({
  id: newId(),
  at: new Date(1_700_000_000_000 + Math.floor(i / 4)),
  state: i < 9 ? 'open' : 'closed',
}));

/** Returns the rows of a slice as PostgreSQL would. */
function sliced(slice: Slice, of = rows): Row[] {
  const compare = (row: Row, key: NonNullable<Slice['key']>) => {
    const [state, at, id] = key as [Row['state'], Date, string];
    const order = STATES.indexOf(row.state) - STATES.indexOf(state) || row.at.getTime() - at.getTime();
    return order || (row.id < id ? -1 : Number(row.id > id));
  };
  const sign = slice.direction === 'ASC' ? 1 : -1;
  const beyond = of.filter((row) => slice.key === null || compare(row, slice.key) * sign > 0);
  return beyond.toSorted((a, b) => sign * compare(a, [b.state, b.at, b.id])).slice(0, slice.limit);
}

describe.each([
  ['descending', NEWEST_FIRST, rows.toReversed()],
  ['ascending', OLDEST_FIRST, rows],
] as const)('a %s list', (_, keyset, expected) => {
  const descending = keyset.direction === 'DESC';
  const read = (cursors: object) => readPage(keyset, cursors, 5, async (slice) => sliced(slice));

  test('has each row once over all pages, and the same pages on the way back', async () => {
    const pages = [await read({})];
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next ?? null) {
      pages.push(await read(descending ? { before: next } : { after: next }));
    }
    expect(pages.flatMap((page) => page.rows)).toEqual(expected);
    expect(pages.map((page) => page.rows.length)).toEqual([5, 5, 5, 5, 3]);
    expect([pages[0]?.previous, pages.at(-1)?.next]).toEqual([null, null]);
    for (let i = pages.length - 1; i > 0; i--) {
      const previous = pages[i]?.previous;
      expect(await read(descending ? { after: previous } : { before: previous })).toEqual(pages[i - 1]);
    }
  });
});

test('the condition compares all columns as one row value', async () => {
  const row = rows[3] as Row;
  await readPage(NEWEST_FIRST, { before: cursorOf(NEWEST_FIRST, row) }, 5, async ({ condition, order, limit }) => {
    expect(condition.text).toBe('(r.state, r.at, r.id) < ($1::row_state,$2::timestamptz,$3::uuid)');
    expect(condition.values).toEqual([row.state, row.at, row.id]);
    expect([order.text, limit]).toEqual(['r.state DESC, r.at DESC, r.id DESC', 6]);
    return [];
  });
});

test.each(['x', '', 'open', 'open.1', `none.1.${newId()}`, `open.-1.${newId()}`, 'open.1.x', `open.1.${newId()}.2`])(
  'the invalid cursor %j leads to an empty page without a statement',
  async (cursor) => {
    const read = () => Promise.reject(new Error('must not be read'));
    expect(await readPage(NEWEST_FIRST, { before: cursor }, 5, read)).toEqual({ rows: [], previous: null, next: null });
    expect(await readPage(OLDEST_FIRST, { before: cursor }, 5, read)).toMatchObject({ rows: [] });
  },
);
