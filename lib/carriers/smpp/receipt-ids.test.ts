import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalCarrierId, receiptIdCandidates } from './receipt-ids';

// fast-check's unit 'binary' takes seconds to prepare.
const anyUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

test.each([
  ['1234567890', 'auto', '1234567890'],
  ['499602D2', 'auto', '1234567890'],
  ['499602d2', 'auto', '1234567890'],
  ['0x499602D2', 'auto', '1234567890'],
  ['1234567890', 'auto', '499602d2'],
  ['1234567890', 'auto', '499602D2'],
  ['0000001234567890', 'auto', '1234567890'],
  ['0000001234567890', 'auto', '499602D2'],
  ['ABC-def', 'auto', 'abc-def'],
  ['abc-def', 'auto', 'ABC-DEF'],
  ['00abc', 'same', 'abc'],
  ['18446744073709551615', 'auto', 'ffffffffffffffff'],
])('finds %j (%s) under %j', (id, mode, stored) => {
  expect(receiptIdCandidates(id, mode as 'auto')).toContain(stored);
});

test('puts the id as it is first, or the converted one when the mode says so', () => {
  expect(receiptIdCandidates(' 1234 ', 'auto')[0]).toBe('1234');
  expect(receiptIdCandidates('1234', 'same')).toEqual(['1234']);
  expect(receiptIdCandidates('4d2', 'hex_to_decimal')[0]).toBe('1234');
  expect(receiptIdCandidates('1234', 'decimal_to_hex')[0]).toBe('4d2');
  expect(receiptIdCandidates('1234', 'hex_to_decimal')).not.toContain('4d2');
});

test('has none for an empty id', () => {
  expect([receiptIdCandidates('', 'auto'), receiptIdCandidates('  ', 'auto')]).toEqual([[], []]);
});

test.each([
  ['ABC', 'abc'],
  [' 000ABC ', 'abc'],
  ['0xAB', 'ab'],
  ['0', '0'],
  ['000', '0'],
  ['', ''],
])('has the canonical form of %j: %j', (id, canonical) => {
  expect(canonicalCarrierId(id)).toBe(canonical);
});

test('finds every number under its other spelling, and never throws', () => {
  const spell = (value: bigint, hex: boolean, upper: boolean, zeros: number) => {
    const digits = value.toString(hex ? 16 : 10);
    return '0'.repeat(zeros) + (upper ? digits.toUpperCase() : digits);
  };
  const spelling = fc.record({ hex: fc.boolean(), upper: fc.boolean(), zeros: fc.nat(6) });
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), spelling, spelling, (value, sent, received) => {
      const stored = canonicalCarrierId(spell(value, sent.hex, sent.upper, sent.zeros));
      const id = spell(value, received.hex, received.upper, received.zeros);
      expect(receiptIdCandidates(id, 'auto').map(canonicalCarrierId)).toContain(stored);
    }),
  );
  fc.assert(
    fc.property(
      fc.string({ unit: anyUnit }),
      fc.constantFrom('auto', 'same', 'hex_to_decimal', 'decimal_to_hex'),
      (id, mode) => {
        const candidates = receiptIdCandidates(id, mode);
        expect(new Set(candidates).size).toBe(candidates.length);
        canonicalCarrierId(id);
      },
    ),
  );
});
