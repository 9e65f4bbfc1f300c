import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMN_IDS, COLUMNS, columnLooks, readHidden, writeHidden } from './columns';

const widthOf = (shown = '') => Number(/@min-\[(\d+)px\]/.exec(shown)?.[1]);

test('a choice survives its cookie', () => {
  fc.assert(
    fc.property(fc.subarray(COLUMN_IDS), (hidden) => {
      expect(readHidden(writeHidden(hidden))).toEqual(hidden);
    }),
  );
});

test.each([undefined, '', 'nothing', 'type;drop', '.'.repeat(5_000)])('a cookie of %j hides nothing', (value) => {
  expect(readHidden(value)).toEqual([]);
});

test('columns give way by rank', () => {
  const looks = columnLooks([]);
  const widths = COLUMNS.toSorted((a, b) => a.rank - b.rank).map(({ id }) => widthOf(looks[id]?.shown));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
});

test('a hidden column leaves its room to the others', () => {
  fc.assert(
    fc.property(fc.subarray(COLUMN_IDS, { minLength: 1 }), (hidden) => {
      const all = columnLooks([]);
      const some = columnLooks(hidden);
      for (const id of COLUMN_IDS) {
        if (hidden.includes(id)) expect(some[id]).toBeUndefined();
        else expect(widthOf(some[id]?.shown)).toBeLessThanOrEqual(widthOf(all[id]?.shown));
      }
    }),
  );
});
