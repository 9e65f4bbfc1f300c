import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addPart, assemble, type Group, type Part, type Whole } from './assembly';

const part = (number: number, content: string, overrides: Partial<Part> = {}): Part => ({
  ...{ number, content, encoding: 'gsm7', carrierMessageId: null },
  ...overrides,
});

/** Adds parts to an empty group. Returns the group and all messages in order. */
function addAll(total: number, parts: readonly Part[]): { group: Group; whole: Whole[] } {
  let group: Group = { total, parts: new Map(), assembled: false };
  const whole: Whole[] = [];
  for (const one of parts) {
    const added = addPart(group, one);
    group = added.group;
    whole.push(...added.whole);
  }
  return { group, whole };
}

describe('a group', () => {
  test.each<[string, Part[], [text: string, missing: number][]]>([
    ['in order', [part(1, 'a'), part(2, 'b'), part(3, 'c')], [['abc', 0]]],
    ['backwards', [part(3, 'c'), part(2, 'b'), part(1, 'a')], [['abc', 0]]],
    ['repeated', [part(1, 'a'), part(1, 'a'), part(3, 'c'), part(2, 'b'), part(2, 'b')], [['abc', 0]]],
    ['incomplete', [part(1, 'a'), part(3, 'c')], []],
    ['with a reference used again before it was complete', [part(1, 'a'), part(1, 'x')], [['a[…]', 2]]],
    [
      'with a reference used again after it was complete',
      [part(1, 'a'), part(2, 'b'), part(3, 'c'), part(2, 'y'), part(1, 'x'), part(3, 'z')],
      [
        ['abc', 0],
        ['xyz', 0],
      ],
    ],
  ])('of three parts %s', (_, parts, messages) => {
    expect(addAll(3, parts).whole.map(({ text, missingParts }) => [text, missingParts])).toEqual(messages);
  });

  test('shows where parts are missing, and whether the first is there', () => {
    const { group } = addAll(5, [part(4, 'd'), part(2, 'b')]);
    expect(assemble(group)).toMatchObject({ text: '[…]b[…]d[…]', parts: 5, missingParts: 3, hasBegin: false });
    expect(assemble(addAll(2, [part(1, 'a')]).group)).toMatchObject({ text: 'a[…]', hasBegin: true });
  });

  test('has the widest encoding of its parts and the id of the first', () => {
    const ids = [
      part(2, 'b', { carrierMessageId: 'two', encoding: 'ucs2' }),
      part(1, 'a', { carrierMessageId: 'one' }),
    ];
    expect(addAll(2, ids).whole).toMatchObject([{ encoding: 'ucs2', carrierMessageId: 'one' }]);
  });
});

test('any order and repetition of the parts of a text results in the text, once', () => {
  const texts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), { minLength: 2, maxLength: 12 });
  const sequence = texts.chain((parts) => {
    const indexes = parts.map((_, index) => index);
    return fc.tuple(
      fc.constant(parts),
      fc.shuffledSubarray(indexes, { minLength: parts.length, maxLength: parts.length }),
      fc.array(fc.constantFrom(...indexes), { maxLength: 10 }),
    );
  });
  fc.assert(
    fc.property(sequence, ([texts, order, repeated]) => {
      const numbers = [
        ...order.slice(0, -1),
        ...repeated.filter((index) => index !== order.at(-1)),
        ...order.slice(-1),
      ];
      const arrivals = [...numbers, ...repeated].map((index) => part(index + 1, texts[index] ?? ''));
      const { whole, group } = addAll(texts.length, arrivals);
      expect(whole).toHaveLength(1);
      expect(whole[0]).toMatchObject({ text: texts.join(''), missingParts: 0, parts: texts.length });
      expect(group.assembled).toBe(true);
    }),
  );
});
