import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STORABLE } from '../base/storable-text';
import { inbound } from '../testing/received';
import { assemble } from './assembly';
import { type Arrived, MAX_TEXT, normalizeInbound, type Received, receivedOf } from './normalize';

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('\0', '\ud800', '\udc00', 'x'.repeat(70_000), '\ud83d\ude00'.repeat(30_000), '\0'.repeat(50_000)),
);
const number = fc.oneof(fc.integer({ min: -1, max: 300 }), fc.double(), fc.constantFrom(2 ** 31, 65_535));

/** Returns what is stored of an inbound message, once all of its parts are there. */
function storedOf(arrived: Arrived): Received {
  if (arrived.kind === 'whole') return arrived.received;
  const { key, part } = arrived;
  return receivedOf(key, assemble({ total: key.total, parts: new Map([[part.number, part]]), assembled: false }));
}

test('any inbound message becomes a row that can be stored', () => {
  const message = fc.record({
    ...{ from: anything, to: anything, text: anything, carrierMessageId: fc.option(anything) },
    encoding: fc.constantFrom('gsm7' as const, 'ucs2' as const, 'binary' as const),
    part: fc.option(fc.record({ reference: number, number, total: number })),
  });
  fc.assert(
    fc.property(message, (one) => {
      const arrived = normalizeInbound(one);
      const { sender, recipient, text, carrierMessageId, parts, missingParts, keywords } = storedOf(arrived);
      for (const value of [sender, recipient, text, carrierMessageId ?? '', ...keywords])
        expect(value).toMatch(STORABLE);
      expect([sender.length, recipient.length, (carrierMessageId ?? '').length].every((n) => n <= 200)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
      expect(parts).toBeGreaterThan(missingParts);
      expect(parts).toBeLessThanOrEqual(255);
      if (arrived.kind === 'part') expect(arrived.key.reference).toBeLessThan(2 ** 31);
    }),
  );
});

test.each([
  [{ reference: 1, number: 1, total: 2 }, 'part'],
  [{ reference: 65_535, number: 255, total: 255 }, 'part'],
  [null, 'whole'],
  [{ reference: 1, number: 1, total: 1 }, 'whole'],
  [{ reference: 1, number: 0, total: 2 }, 'whole'],
  [{ reference: 1, number: 3, total: 2 }, 'whole'],
  [{ reference: -1, number: 1, total: 2 }, 'whole'],
  [{ reference: 1, number: 1.5, total: 2 }, 'whole'],
  [{ reference: 1, number: 1, total: 256 }, 'whole'],
])('a message with the part %j is a %s', (part, kind) => {
  expect(normalizeInbound(inbound({ part })).kind).toBe(kind);
});

test.each([
  ['', null],
  ['0', null],
  ['000', null],
  [' 7f ', '7f'],
  [null, null],
])('the carrier’s id %j is %j', (carrierMessageId, id) => {
  expect(normalizeInbound(inbound({ carrierMessageId })).carrierMessageId).toBe(id);
});

test('a long text in one message has the segments that it takes', () => {
  const parts = (text: string, encoding: 'gsm7' | 'binary') =>
    storedOf(normalizeInbound(inbound({ text, encoding }))).parts;
  expect([parts('a'.repeat(160), 'gsm7'), parts('a'.repeat(161), 'gsm7'), parts('a'.repeat(500), 'binary')]).toEqual([
    1, 2, 1,
  ]);
});
