import fc from 'fast-check';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';
import examples from 'libphonenumber-js/examples.mobile.json';
import { describe, expect, test } from 'vitest';
import { parseInternational, parseNumber } from './international';

const problemOf = (value: string) => {
  const parsed = parseInternational(value);
  return 'problem' in parsed ? parsed.problem : null;
};

test.each([
  ['+37255555555', '+37255555555'],
  ['+372 5555 5555', '+37255555555'],
  ['+1 (212) 555-0100', '+12125550100'],
  ['+5999123456', '+5999123456'],
  ['+49 (0)176 12345678', '+4917612345678'],
  ['+31 0612345678', '+31612345678'],
  ['+81 090-1234-5678', '+819012345678'],
  ['+44 (0)7400 123456', '+447400123456'],
  ['+36 06 20 123 4567', '+36201234567'],
  ['+370 8 612 34567', '+37061234567'],
  ['+375 80 29 491-19-11', '+375294911911'],
  ['+1 1 212 555 0100', '+12125550100'],
  ['+86 0 131 2345 6789', '+8613123456789'],
  // In this country a leading zero is part of the number.
  ['+39 06 6982 1234', '+390669821234'],
  ['+225 01 23 45 67 89', '+2250123456789'],
  ['+242 06 123 4567', '+242061234567'],
  ['+241 06 03 12 34', '+24106031234'],
])('normalizes %j to %j', (value, number) => {
  expect(parseInternational(value)).toEqual({ number });
});

test.each([
  ['+1', 'too short'],
  ['mum', 'Remove "mum"'],
  ['', 'international form'],
  ['+', 'too short'],
  ['37255555555', 'Write + before the country code'],
  [' 37255555555', '%2B'],
  ['00 372 5555 5555', '"+37255555555"'],
  ['0176 12345678', 'instead of the first 0'],
  ['+0049 176 12345678', 'without 00'],
  ['+0 176 12345678', 'none begins with 0'],
  ['+999123456789', 'No country has a code'],
  ['+59970000000', '8 digits after the country code'],
  ['+3725', 'too short'],
  ['+1234567890123456', 'at most 15 digits'],
  ['+123456789012345', '14 digits after the country code'],
  ['+372 5555 5555 ext. 5', 'Remove "ext"'],
  ['tel:+37255555555', 'Remove "tel:"'],
  ['+372 5555 O555', 'Remove "O"'],
  ['+37255555555;+37255555556', 'Remove ";"'],
  ['+372+55555555', 'one +'],
  ['+372 5555\u0000 5555', 'U+0000 (NUL)'],
  ['+372 ①5555555', 'U+2460'],
  ['+54 11 15 2345 6789', '"+5491123456789"'],
  ['+86 1 13123456789', 'without prefixes'],
  ['+48 (0)512 345 678', 'Remove the 0 after the country code +48'],
  ['+57 0 321 1234567', 'Remove the 0'],
  ['+81 00 90 1234 5678', 'Remove the 0'],
  ['+82 00 10 2000 0000', 'Remove the 0'],
  ['+62 00 812 345 678', 'Remove the 0'],
  ['+506 0 8312 3456', 'Remove the 0'],
  ['+52 1 222 123 4567', '11 digits'],
  [`+372${' '.repeat(10_000)}55555555`, 'one phone number'],
])('rejects %j: %s', (value, problem) => {
  expect(problemOf(value)).toContain(problem);
  expect(parseNumber(value)).toBeNull();
});

describe('pasted numbers', () => {
  const marks = [
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202c',
    '\u202d',
    '\u2060',
    '\u2066',
    '\u2069',
    '\ufeff',
    '\u00ad',
    '\u200b',
  ];
  const separators = [
    ' ',
    '\u00a0',
    '\u2009',
    '\u202f',
    '\u3000',
    '\t',
    '\n',
    '-',
    '\u2010',
    '\u2011',
    '\u2013',
    '\u2212',
    '.',
    '/',
    '(',
    ')',
  ];
  test.each([...marks, ...separators])('removes %j', (character) => {
    for (const written of [`+372${character}5555${character}5555${character}`, `+${character}37255555555`])
      expect(parseNumber(written)).toBe('+37255555555');
  });

  test.each(marks)('removes %j before the +', (mark) => {
    expect(parseNumber(`${mark}+372 5555 5555`)).toBe('+37255555555');
  });

  test('converts digits of every script', () => {
    const systems = Intl.supportedValuesOf('numberingSystem');
    const numerals = systems.map((system) => [
      ...new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(1_234_567_890),
    ]);
    const decimal = numerals.filter((digits) => digits.length === 10 && digits.every((digit) => /\p{Nd}/u.test(digit)));
    expect(decimal.length).toBeGreaterThan(50);
    for (const [one, two, three, four, five, six, seven, eight, nine, zero] of decimal) {
      const written = [three, seven, two, five, five, zero, one, four, six, eight, nine].join('');
      expect(parseNumber(`\uff0b${written}`)).toBe('+37255014689');
    }
  });
});

/** Every country with a valid mobile number. */
const countries = getCountries().flatMap((country) => {
  const example = getExampleNumber(country, examples);
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const prefix = (
    metadata.numberingPlan as { nationalPrefix?: () => string | undefined } | undefined
  )?.nationalPrefix?.();
  return example
    ? [{ country, code: getCountryCallingCode(country), national: String(example.nationalNumber), prefix }]
    : [];
});

/** The same number in usual spellings. */
const spellings = (code: string, national: string) => {
  const [head, tail] = [national.slice(0, 3), national.slice(3)];
  return [
    `+${code}${national}`,
    `+${code} ${head} ${tail}`,
    `+${code}-${head}-${tail}`,
    `+${code}.${head}.${tail}`,
    `+${code}/${head}/${tail}`,
    `+${code} (${head}) ${tail}`,
    `(+${code}) ${head}\u00a0${tail}`,
    `\u202a+${code}\u2009${head}\u2011${tail}\u202c`,
    `\uff0b${[...(code + national)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')}`,
  ];
};

describe('every country', () => {
  test('covers about 245', () => {
    expect(countries.length).toBeGreaterThan(240);
  });

  test('normalizes its numbers in every spelling, and explains a missing +', () => {
    for (const { code, national } of countries) {
      for (const written of spellings(code, national))
        expect([written, parseNumber(written)]).toEqual([written, `+${code}${national}`]);
      for (const written of [`00${code} ${national}`, `${code}${national}`, ` ${code}${national}`, national])
        expect([written, problemOf(written)]).toEqual([written, expect.stringContaining('+')]);
    }
  });

  test('removes or rejects its trunk prefix and a leading zero, and never sends them', () => {
    for (const { code, national, prefix, country } of countries) {
      for (const trunk of new Set(['0', prefix ?? '0'])) {
        for (const written of [
          `+${code} (${trunk})${national}`,
          `+${code}${trunk}${national}`,
          `+${code}-${trunk}-${national}`,
        ]) {
          const number = parseNumber(written);
          const isReal = isRealNumber(`+${code}${trunk}${national}`);
          const allowed = [null, `+${code}${national}`, ...(isReal ? [`+${code}${trunk}${national}`] : [])];
          expect([country, written, allowed.includes(number) || number]).toEqual([country, written, true]);
          // The library removes the prefix in these countries.
          const dropped = parsePhoneNumberFromString(`+${code}${trunk}${national}`)?.number === `+${code}${national}`;
          if (dropped) expect([written, number]).toEqual([written, `+${code}${national}`]);
          else if (!isReal)
            expect([written, problemOf(written)]).toEqual([written, expect.stringMatching(/the 0 after|digits/)]);
        }
      }
    }
  });
});

/** Italy's landline numbers begin with a zero, so an extra one cannot be detected. */
const isRealNumber = (number: string) => {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.number === number && parsed.isValid();
};

/** Accepts exactly the library's numbers, except those it calls impossible, rewrites, or keeps an invalid zero in. */
function agrees(number: string): void {
  const oracle = parsePhoneNumberFromString(number);
  const possible = oracle?.isPossible() === true;
  const parsed = parseNumber(number);
  if (parsed !== null) expect([possible, parsed]).toEqual([true, oracle?.number]);
  const asWritten = possible && oracle.number === number && /^\+\d{7,15}$/.test(number);
  const zero = asWritten && number.startsWith('0', 1 + oracle.countryCallingCode.length) && !oracle.isValid();
  if (asWritten && !zero) expect(parsed).toBe(number);
}

test('the fast path and the library agree on random digits after each calling code', () => {
  const codes = [
    ...new Set(getCountries().map((country: CountryCode) => getCountryCallingCode(country) as string)),
  ].concat(['800', '808', '870', '878', '881', '882', '883', '888', '979']);
  const runs = process.env.TEST_LONG ? 200_000 : 2_000;
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.stringMatching(/^\d{4,13}$/), (code, digits) =>
      agrees(`+${code}${digits}`),
    ),
    { seed: 20_261_128, numRuns: runs },
  );
  fc.assert(fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), agrees), { seed: 20_261_128, numRuns: runs });
});
