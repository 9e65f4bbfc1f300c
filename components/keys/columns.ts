/**
 * The columns that can be chosen, in the order of the table. Where the table is too narrow, those with the highest rank
 * give way first; some then show as a second line of another column.
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

/** Selection, name, key, status and menu: always there. */
const FIXED_WIDTH = 550;
const STEP = 40;

// Written out whole, because class names put together are never found by Tailwind. `shown` from that width of the table
// on, `folded` below it.
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

/** How one column appears: the classes of its cells, and of its likeness as another column's second line. */
export type ColumnLook = { shown: string; folded: string };
export type ColumnLooks = Partial<Record<ColumnId, ColumnLook>>;

/** From which width of the table on each chosen column has room. Hide one, and the next takes its place. */
export function columnLooks(hidden: readonly ColumnId[]): ColumnLooks {
  const looks: ColumnLooks = {};
  let width = FIXED_WIDTH;
  for (const column of COLUMNS.toSorted((a, b) => a.rank - b.rank)) {
    if (hidden.includes(column.id)) continue;
    width += column.width;
    const room = BREAKS.find(({ from }) => from > width - STEP) ?? BREAKS.at(-1);
    if (room) looks[column.id] = { shown: room.shown, folded: room.folded };
  }
  return looks;
}

/** The columns that a cookie's value hides; whatever else it says is passed over. */
export function readHidden(value: string | undefined): ColumnId[] {
  const named = value?.split('.') ?? [];
  return COLUMN_IDS.filter((id) => named.includes(id));
}

export function writeHidden(hidden: readonly ColumnId[]): string {
  return hidden.join('.');
}
