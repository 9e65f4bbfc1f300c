import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENVIRONMENTS } from '@/lib/access/environment';
import {
  KEY_SORTS,
  KEY_STATUS_FILTERS,
  KEY_TYPES,
  keyFilterSchema,
  PAGE_SIZES,
  RESTRICTION_FILTERS,
} from '@/lib/keys/schema';
import { DEFAULT_FILTER, isFiltered, keyListAddress } from './list-address';

const optional = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const filters = fc.record({
  search: fc.string({ maxLength: 100 }),
  type: optional(KEY_TYPES),
  environment: optional(ENVIRONMENTS),
  status: fc.constantFrom(...KEY_STATUS_FILTERS),
  restriction: optional(RESTRICTION_FILTERS),
  sort: fc.constantFrom(...KEY_SORTS),
  direction: fc.constantFrom('asc' as const, 'desc' as const),
  page: fc.integer({ min: 1, max: 1_000_000 }),
  pageSize: fc.constantFrom(...PAGE_SIZES),
});

const read = (address: string) =>
  keyFilterSchema.parse(Object.fromEntries(new URL(address, 'http://localhost').searchParams));

test('uses the defaults of the schema', () => {
  expect(DEFAULT_FILTER).toEqual(keyFilterSchema.parse({}));
});

test('omits default values from the address', () => {
  expect(keyListAddress(DEFAULT_FILTER)).toBe('/developer-tools/api-keys');
});

test('restores a filter from its address', () => {
  fc.assert(
    fc.property(filters, (input) => {
      const filter = keyFilterSchema.parse(input);
      expect(read(keyListAddress(filter))).toEqual(filter);
    }),
  );
});

test.each([
  [{}, false],
  [{ sort: 'name', direction: 'asc', page: 3, pageSize: 50 }, false],
  [{ search: 'shop' }, true],
  [{ type: 'hmac' }, true],
  [{ environment: 'test' }, true],
  [{ restriction: 'none' }, true],
  [{ status: 'any' }, true],
] as const)('%j hides keys: %s', (changes, filtered) => {
  expect(isFiltered({ ...DEFAULT_FILTER, ...changes })).toBe(filtered);
});
