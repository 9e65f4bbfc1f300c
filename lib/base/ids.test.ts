import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isId, lowestIdAt, newId } from './ids';

test.each([
  [0, '00000000-0000-7000-8000-000000000000'],
  [1, '00000000-0001-7000-8000-000000000000'],
  [Date.parse('2022-02-22T19:22:22Z'), '017f22e2-79b0-7000-8000-000000000000'],
  [Date.parse('0000-01-01T00:00:00Z'), '00000000-0000-7000-8000-000000000000'],
  [8.64e15, 'ffffffff-ffff-7000-8000-000000000000'],
])('returns the lowest id at %i as %s', (at, id) => {
  expect(lowestIdAt(new Date(at))).toBe(id);
});

test('an id is between the lowest of its millisecond and the lowest of the next one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 46 }), (now) => {
      const id = newId(now);
      const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
      expect(isId(lowestIdAt(new Date(at)))).toBe(true);
      expect(id >= lowestIdAt(new Date(at))).toBe(true);
      expect(id < lowestIdAt(new Date(at + 1))).toBe(true);
    }),
  );
});
