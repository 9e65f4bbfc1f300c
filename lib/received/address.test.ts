import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STORABLE } from '../base/storable-text';
import { canonicalAddress, matchOf } from './address';

test.each([
  ['37255500001', '+37255500001'],
  ['+37255500001', '+37255500001'],
  ['0037255500001', '+37255500001'],
  ['+372 5550-0001', '+37255500001'],
  ['+49 (0)176 12345678', '+4917612345678'],
  ['12345', '12345'],
  ['+12345', '12345'],
  ['0012345', '12345'],
  ['12345678', '12345678'],
  ['+9999999', '+9999999'],
  ['0712345678', '0712345678'],
  ['1234567890123456', '1234567890123456'],
  ['+1234567890123456', '1234567890123456'],
  ['Acme', 'Acme'],
  [' Acme\r\nCorp\u202e ', 'AcmeCorp'],
  ['Info 24', 'Info 24'],
  ['', ''],
  ['+', '+'],
  ['00', '00'],
  ['a\ud83d', 'a\ufffd'],
])('%j is stored as %j', (text, address) => {
  expect(canonicalAddress(text)).toBe(address);
});

test('a number is matched with and without its +, a name as it is', () => {
  expect(['+37255500001', '12345', 'Acme'].map(matchOf)).toEqual(['37255500001', '12345', 'Acme']);
});

test('any text becomes an address that can be stored, and stays the same address', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.stringMatching(/^[+0-9 ()-]{0,30}$/));
  fc.assert(
    fc.property(text, (value) => {
      const address = canonicalAddress(value);
      expect(address).toMatch(STORABLE);
      expect(address.length).toBeLessThanOrEqual(64);
      expect(matchOf(canonicalAddress(address))).toBe(matchOf(address));
    }),
  );
});
