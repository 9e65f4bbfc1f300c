import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMN_IDS, COLUMNS, columnClasses, formatHiddenColumns, parseHiddenColumns } from './columns';

const widthOf = (shown = '') => Number(/@min-\[(\d+)px\]/.exec(shown)?.[1]);

test('a choice survives its cookie', () => {
  fc.assert(
    fc.property(fc.subarray(COLUMN_IDS), (hidden) => {
      expect(parseHiddenColumns(formatHiddenColumns(hidden))).toEqual(hidden);
    }),
  );
});

test.each([undefined, '', 'nothing', 'type;drop', '.'.repeat(5_000)])('a cookie of %j hides nothing', (value) => {
  expect(parseHiddenColumns(value)).toEqual([]);
});

test('columns are hidden in narrow tables by rank', () => {
  const classes = columnClasses([]);
  const widths = COLUMNS.toSorted((a, b) => a.rank - b.rank).map(({ id }) => widthOf(classes[id]?.shown));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
});

test('a hidden column makes room for the others', () => {
  fc.assert(
    fc.property(fc.subarray(COLUMN_IDS, { minLength: 1 }), (hidden) => {
      const all = columnClasses([]);
      const some = columnClasses(hidden);
      for (const id of COLUMN_IDS) {
        if (hidden.includes(id)) expect(some[id]).toBeUndefined();
        else expect(widthOf(some[id]?.shown)).toBeLessThanOrEqual(widthOf(all[id]?.shown));
      }
    }),
  );
});
