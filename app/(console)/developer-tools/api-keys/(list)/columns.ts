/** Holds the hidden columns of the key table in this browser. */
export const COLUMNS_COOKIE = 'postern-key-columns';

/**
 * The optional columns in the order of the table. In a narrow table, the columns with the highest rank are hidden first;
 * the value of some is then shown as the second line of another column.
 */
export const COLUMNS = [
  { id: 'type', label: 'Type', width: 76, rank: 7 },
  { id: 'createdBy', label: 'Username', width: 100, rank: 6 },
  { id: 'createdAt', label: 'Date created', width: 112, rank: 3 },
  { id: 'lastUsedAt', label: 'Last used', width: 100, rank: 1 },
  { id: 'timesUsed', label: 'Times used', width: 88, rank: 5 },
  { id: 'usage', label: '14 days', width: 88, rank: 4 },
  { id: 'restriction', label: 'IP restriction', width: 132, rank: 2 },
] as const;

export type ColumnId = (typeof COLUMNS)[number]['id'];
export const COLUMN_IDS = COLUMNS.map(({ id }) => id);

/** The width of the columns that are always shown: selection, name, key, status and menu. */
const FIXED_WIDTH = 550;
const STEP = 40;

// Complete class names, because Tailwind does not find concatenated ones. `shown` applies from that width of the table on,
// `folded` below it.
const BREAKS = [
  { from: 480, shown: 'hidden @min-[480px]:table-cell', folded: '@min-[480px]:hidden' },
  { from: 520, shown: 'hidden @min-[520px]:table-cell', folded: '@min-[520px]:hidden' },
  { from: 560, shown: 'hidden @min-[560px]:table-cell', folded: '@min-[560px]:hidden' },
  { from: 600, shown: 'hidden @min-[600px]:table-cell', folded: '@min-[600px]:hidden' },
  { from: 640, shown: 'hidden @min-[640px]:table-cell', folded: '@min-[640px]:hidden' },
  { from: 680, shown: 'hidden @min-[680px]:table-cell', folded: '@min-[680px]:hidden' },
  { from: 720, shown: 'hidden @min-[720px]:table-cell', folded: '@min-[720px]:hidden' },
  { from: 760, shown: 'hidden @min-[760px]:table-cell', folded: '@min-[760px]:hidden' },
  { from: 800, shown: 'hidden @min-[800px]:table-cell', folded: '@min-[800px]:hidden' },
  { from: 840, shown: 'hidden @min-[840px]:table-cell', folded: '@min-[840px]:hidden' },
  { from: 880, shown: 'hidden @min-[880px]:table-cell', folded: '@min-[880px]:hidden' },
  { from: 920, shown: 'hidden @min-[920px]:table-cell', folded: '@min-[920px]:hidden' },
  { from: 960, shown: 'hidden @min-[960px]:table-cell', folded: '@min-[960px]:hidden' },
  { from: 1000, shown: 'hidden @min-[1000px]:table-cell', folded: '@min-[1000px]:hidden' },
  { from: 1040, shown: 'hidden @min-[1040px]:table-cell', folded: '@min-[1040px]:hidden' },
  { from: 1080, shown: 'hidden @min-[1080px]:table-cell', folded: '@min-[1080px]:hidden' },
  { from: 1120, shown: 'hidden @min-[1120px]:table-cell', folded: '@min-[1120px]:hidden' },
  { from: 1160, shown: 'hidden @min-[1160px]:table-cell', folded: '@min-[1160px]:hidden' },
  { from: 1200, shown: 'hidden @min-[1200px]:table-cell', folded: '@min-[1200px]:hidden' },
  { from: 1240, shown: 'hidden @min-[1240px]:table-cell', folded: '@min-[1240px]:hidden' },
  { from: 1280, shown: 'hidden @min-[1280px]:table-cell', folded: '@min-[1280px]:hidden' },
];

/** The classes of a column's cells, and of the second line of another column that replaces it. */
export type ColumnClasses = { shown: string; folded: string };
export type ColumnClassMap = Partial<Record<ColumnId, ColumnClasses>>;

/** Returns the classes of the columns that are not hidden. Hiding one makes room for the others in narrower tables. */
export function columnClasses(hidden: readonly ColumnId[]): ColumnClassMap {
  const classes: ColumnClassMap = {};
  let width = FIXED_WIDTH;
  for (const column of COLUMNS.toSorted((a, b) => a.rank - b.rank)) {
    if (hidden.includes(column.id)) continue;
    width += column.width;
    const room = BREAKS.find(({ from }) => from > width - STEP) ?? BREAKS.at(-1);
    if (room) classes[column.id] = { shown: room.shown, folded: room.folded };
  }
  return classes;
}

/** Parses the value of the cookie; unknown columns are ignored. */
export function parseHiddenColumns(value: string | undefined): ColumnId[] {
  const named = value?.split('.') ?? [];
  return COLUMN_IDS.filter((id) => named.includes(id));
}

export function formatHiddenColumns(hidden: readonly ColumnId[]): string {
  return hidden.join('.');
}
