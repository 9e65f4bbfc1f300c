import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ledgerLines } from './ledger-entry';
import { formatMoney, parseMoney } from './money';
import { parsePriceCsv, toPriceCsv } from './price-csv';
import { compilePrices, priceOf } from './prices';

test.each([
  ['0', 0n],
  ['12', 12_000_000n],
  ['0.05', 50_000n],
  [' 1.000001 ', 1_000_001n],
  ['-3.5', -3_500_000n],
  ['+1', 1_000_000n],
  ['999999999999.999999', 999_999_999_999_999_999n],
])('parses %j', (text, amount) => expect(parseMoney(text)).toBe(amount));

test.each(['', '.5', '1.', '1,5', '1.0000001', '1e3', '0x1', 'NaN', '1 000', '١', '1000000000000', '--1'])(
  'refuses %j',
  (text) => expect(parseMoney(text)).toBeNull(),
);

test('formats every amount so that it parses to the same', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (amount) => {
      expect(parseMoney(formatMoney(amount))).toBe(amount);
    }),
    { seed: 18 },
  );
  expect([1n, 50_000n, -2_500_000n, 1_230_000n].map(formatMoney)).toEqual(['0.000001', '0.05', '-2.50', '1.23']);
});

test('the longest prefix has the price', () => {
  const prices = compilePrices([
    { prefix: '', amount: 1n },
    { prefix: '372', amount: 2n },
    { prefix: '37255', amount: 3n },
  ]);
  expect(['+37255555555', '+3725444444', '+442071234567'].map((number) => priceOf(prices, number))).toEqual([
    3n,
    2n,
    1n,
  ]);
  expect(priceOf(compilePrices([]), '+37255555555')).toBeNull();
  expect(priceOf(compilePrices([{ prefix: '1', amount: 0n }]), '+12125550100')).toBe(0n);
});

test('reads prices with and without header, byte order mark, quotes and +, and returns what it wrote', () => {
  const text = '\ufeffPrefix,Price\r\n"372","0.05"\r\n+44,0.04\r\n\r\n*,1\r\n';
  const { prices, problems } = parsePriceCsv(text);
  expect(problems).toEqual([]);
  expect(prices).toEqual([
    { prefix: '372', amount: 50_000n },
    { prefix: '44', amount: 40_000n },
    { prefix: '', amount: 1_000_000n },
  ]);
  expect(parsePriceCsv(toPriceCsv(prices))).toEqual({ prices, problems: [] });
});

test.each([
  ['372;0.05', 'semicolon'],
  ['372,0,05', 'decimal point'],
  ['372', 'a prefix and a price'],
  ['EE,0.05', 'digits'],
  ['00372,0.05', 'digits'],
  [',0.05', 'digits'],
  ['1234567890123456,0.05', 'digits'],
  ['372,free', 'decimal point'],
  ['372,', 'decimal point'],
  ['372,-1', 'negative'],
  ['372,1000001', 'at most'],
  ['372,0.05\n372,0.06', 'Line 1 has the same prefix'],
  ['372,0.05\n+372,0.06', 'Line 1 has the same prefix'],
  ['Côte d’Ivoire,0.05', 'digits'],
])('names the problem of %j', (text, problem) => {
  expect(
    parsePriceCsv(text)
      .problems.map(({ message }) => message)
      .join(),
  ).toContain(problem);
});

test('limits the problems it names, and the prices of a file', () => {
  expect(parsePriceCsv('x\n'.repeat(1_000)).problems).toHaveLength(20);
  const many = Array.from({ length: 20_001 }, (_, index) => `${index + 1},1`).join('\n');
  expect(parsePriceCsv(many)).toMatchObject({ prices: [], problems: [{ message: expect.stringContaining('20,000') }] });
});

test('writes amounts as numbers and guards texts that begin like formulas', () => {
  const entry = {
    ...{
      id: '',
      at: new Date('2026-11-29T00:00:00Z'),
      kind: 'accept' as const,
      amount: -50_000n,
      messages: 1,
      balance: 1_000_000n,
    },
    ...{ note: '=1+1', actorName: null },
  } as const;
  expect(ledgerLines([entry])).toBe('"2026-11-29T00:00:00.000Z","accept",-0.05,1,1.00,"\'=1+1",""\r\n');
});
