import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { expect, test } from 'vitest';
import { runs } from '../testing/property';
import { parseRecipient } from './recipient';

test.each([
  ['+37255555555', '+37255555555'],
  ['+372 5555 5555', '+37255555555'],
  ['+1 (212) 555-0100', '+12125550100'],
  ['+1', null],
  ['mum', null],
  ['', null],
  ['37255555555', null],
  ['+999123456789', null],
  ['+5999123456', '+5999123456'],
  ['+59970000000', null],
  ['+3725', null],
  ['+1234567890123456', null],
  ['+٣٧٢٥٥٥٥٥٥٥٥', null],
])('%j is %j', (value, expected) => {
  expect(parseRecipient(value)).toBe(expected);
});

// The library also forgives a trunk prefix after the country code (+7 8…), rewriting the number. We never rewrite.
test('accepts nothing that libphonenumber calls impossible, and all that it calls possible as written', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (number) => {
      const oracle = parsePhoneNumberFromString(number);
      const possible = oracle?.isPossible() === true;
      if (parseRecipient(number) !== null) expect(possible).toBe(true);
      if (possible && oracle.number === number) expect(parseRecipient(number)).toBe(number);
    }),
    { numRuns: runs(500, 5_000) },
  );
});
