import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMN_IDS, COLUMNS, columnClasses, formatHiddenColumns, parseHiddenColumns } from './columns';

const widthOf = (shown = '') => Number(/@min-\[(\d+)px\]/.exec(shown)?.[1]);

test('restores the choice of columns from its cookie', () => {
  fc.assert(
    fc.property(fc.subarray(COLUMN_IDS), (hidden) => {
      expect(parseHiddenColumns(formatHiddenColumns(hidden))).toEqual(hidden);
    }),
  );
});

test.each([undefined, '', 'nothing', 'type;drop', '.'.repeat(5_000)])('ignores a cookie of %j', (value) => {
  expect(parseHiddenColumns(value)).toEqual([]);
});

test('hides columns of narrow tables by rank', () => {
  const classes = columnClasses([]);
  const widths = COLUMNS.toSorted((a, b) => a.rank - b.rank).map(({ id }) => widthOf(classes[id]?.shown));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
});

test('shows lower-ranked columns when another one is hidden', () => {
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
