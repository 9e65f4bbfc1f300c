import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDay, moment, parseMoment } from './moment';

const read = (text: string) => {
  const parsed = parseMoment(text);
  return 'at' in parsed ? parsed.at.toISOString() : parsed.problem;
};

describe('parseMoment', () => {
  test.each([
    ['2026-11-28T11:58:26Z', '2026-11-28T11:58:26.000Z'],
    ['2026-11-28T11:58:26+00:00', '2026-11-28T11:58:26.000Z'],
    ['2026-11-28T11:58:26-00:00', '2026-11-28T11:58:26.000Z'],
    ['2026-11-28t11:58:26z', '2026-11-28T11:58:26.000Z'],
    ['2026-11-28 11:58:26Z', '2026-11-28T11:58:26.000Z'],
    ['2026-11-28T11:58Z', '2026-11-28T11:58:00.000Z'],
    ['2026-11-28T11:58+02:00', '2026-11-28T09:58:00.000Z'],
    ['2026-11-28T11:58:26.5Z', '2026-11-28T11:58:26.500Z'],
    ['2026-11-28T11:58:26,25Z', '2026-11-28T11:58:26.250Z'],
    ['2026-11-28T11:58:26.123999999+01:00', '2026-11-28T10:58:26.123Z'],
    ['2026-11-28T11:58:26-03:30', '2026-11-28T15:28:26.000Z'],
    ['2026-11-28T11:58:26+0100', '2026-11-28T10:58:26.000Z'],
    ['2026-11-28T11:58:26+01', '2026-11-28T10:58:26.000Z'],
    ['2026-11-28T11:58:26 01:00', '2026-11-28T10:58:26.000Z'],
    ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00.000Z'],
    ['2024-02-29T00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-11-28', '2026-11-28T00:00:00.000Z'],
    [' 2026-11-28T11:58Z\n', '2026-11-28T11:58:00.000Z'],
    ['0099-01-01T00:00Z', '0099-01-01T00:00:00.000Z'],
  ])('parses %j as %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  const FORM = 'Enter a date and time with its zone, such as 2027-01-31T12:00:00Z.';
  const NO_ZONE = 'The time has no zone: add Z for UTC or an offset such as +02:00.';
  test.each([
    ['2026-11-28T11:58:26', NO_ZONE],
    ['2026-11-28 11:58', NO_ZONE],
    ['2026-11-28T11:58:26CET', '"CET" is no zone: use Z for UTC or an offset such as +02:00.'],
    ['2026-11-28T11:58:26 UTC', '" UTC" is no zone: use Z for UTC or an offset such as +02:00.'],
    ['2026-11-28T11:58:26+1:00', '"+1:00" is no zone: use Z for UTC or an offset such as +02:00.'],
    ['2026-11-28T11:58:26.Z', '".Z" is no zone: use Z for UTC or an offset such as +02:00.'],
    ['2026-11-28T11:58:26Z\u001b[2J', '"Z\\u001b[2J" is no zone: use Z for UTC or an offset such as +02:00.'],
    ['2026-11-28T11:58:26+24:00', 'There is no such offset: "+24:00". Hours go from 00 to 23, minutes from 00 to 59.'],
    ['2026-11-28T11:58:26+01:60', 'There is no such offset: "+01:60". Hours go from 00 to 23, minutes from 00 to 59.'],
    ['2026-02-30T12:00:00Z', 'There is no such day: 2026-02-30.'],
    ['2026-02-29', 'There is no such day: 2026-02-29.'],
    ['2026-13-01T12:00:00Z', 'There is no such day: 2026-13-01.'],
    ['2026-11-00T12:00:00Z', 'There is no such day: 2026-11-00.'],
    ['2026-11-28T24:00:00Z', 'There is no 24:00: use 00:00 of the following day.'],
    ['2026-11-28T24:00Z', 'There is no 24:00: use 00:00 of the following day.'],
    ['2026-11-28T25:00:00Z', 'There is no hour 25: hours go from 00 to 23.'],
    ['2026-11-28T24:30:00Z', 'There is no hour 24: hours go from 00 to 23.'],
    ['2026-11-28T11:60:00Z', 'There is no minute 60: minutes go from 00 to 59.'],
    ['2016-12-31T23:59:60Z', 'Leap seconds are not supported: use second 59 or the following minute.'],
    ['2026-11-28T11:58:61Z', 'There is no second 61: seconds go from 00 to 59.'],
    ['2026-11-28T11Z', 'The time has no minutes: use one such as 2027-01-31T12:00:00Z.'],
    ['1794124800', 'Enter a date and time such as 2027-01-31T12:00:00Z, not a number.'],
    ['20261128T115826Z', 'Separate the parts of the date and time, such as 2027-01-31T12:00:00Z.'],
    ['Sat, 28 Nov 2026 11:58:26 GMT', FORM],
    ['2026-11-28T', FORM],
    ['2026-11-28Z', FORM],
    ['28.11.2026 11:58', FORM],
    ['11/28/2026', FORM],
    ['+002026-11-28T11:58:26Z', FORM],
    ['2026-W48-6', FORM],
    ['tomorrow', FORM],
    ['', 'Enter a date and time, such as 2027-01-31T12:00:00Z.'],
    [`2026-11-28T11:58:26.${'1'.repeat(100_000)}Z`, FORM],
  ])('explains %.40j: %s', (text, problem) => {
    expect(read(text)).toBe(problem);
  });

  test('parses every output of toISOString, with every offset', () => {
    const moments = fc.date({ min: new Date(0), max: new Date('9998-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: -1_439, max: 1_439 }), (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const zone = `${minutes < 0 ? '-' : '+'}${`${hours}`.padStart(2, '0')}:${`${rest}`.padStart(2, '0')}`;
        fc.pre(!local.startsWith('-'));
        expect(read(`${local}${zone}`)).toBe(date.toISOString());
        expect(read(date.toISOString())).toBe(date.toISOString());
      }),
      { seed: 3_339 },
    );
  });

  test('returns a time or a problem for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Object.keys(parseMoment(text))).toHaveLength(1);
      }),
      { seed: 3_339 },
    );
  });
});

test.each([[1_794_124_800], [null], [true], [['2026-11-28']], [new Date(Number.NaN)]])(
  'rejects %j, which is not text',
  (value) => {
    const parsed = moment.safeParse(value);
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
      'Send the time as text, such as "2027-01-31T12:00:00Z".',
    ]);
  },
);

test.each([
  ['2026-11-28', true],
  ['2026-02-30', false],
  ['2026-11-28T00:00Z', false],
  ['', false],
])('recognizes %j as a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected);
});
