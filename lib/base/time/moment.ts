import * as z from 'zod';

const EXAMPLE = '2027-01-31T12:00:00Z';
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Date and time of RFC 3339 and ISO 8601, seconds optional. The zone is checked separately. */
const DATE_TIME =
  /^(?<day>\d{4}-\d\d-\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?(?<zone>.*)$/s;
/** `Z`, `+02:00`, `+0200` or `+02`. An unescaped + in a query or form arrives as a space. */
const ZONE = /^(?:[Zz]|(?<sign>[+\- ])(?<hours>\d\d)(?::?(?<minutes>\d\d))?)$/;
const MINUTE_MS = 60_000;
/** More than any valid time needs. */
const MAX_LENGTH = 64;
const FORM = `Enter a date and time with its zone, such as ${EXAMPLE}.`;

type Parsed = { at: Date } | { problem: string };

/**
 * The one grammar of times in requests: RFC 3339, and of ISO 8601 also times without seconds, a comma before the fraction
 * and the offsets `+0200` and `+02`. `T` and `Z` in either case; a space may replace the `T`. A day alone is its midnight
 * UTC. Fractions beyond milliseconds are cut off. Returns the time, or a problem that names the fix.
 */
export function parseMoment(text: string): Parsed {
  const value = text.trim();
  if (value.length > MAX_LENGTH) return { problem: FORM };
  if (DAY.test(value)) return isDay(value) ? { at: midnight(value) } : { problem: noSuchDay(value) };
  const { day, hour = '', minute = '', second = '00', fraction = '', zone = '' } = DATE_TIME.exec(value)?.groups ?? {};
  if (day === undefined) return { problem: formProblem(value) };
  const problem = zoneProblem(zone) ?? (isDay(day) ? null : noSuchDay(day)) ?? timeProblem(hour, minute, second);
  if (problem) return { problem };
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = midnight(day).setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  return { at: new Date(local - offsetMs(zone)) };
}

/** Whether `text` is a day of the calendar. `Date` alone would read 30 February as 2 March. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const at = midnight(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Midnight UTC of a day such as `2026-11-20`. */
export function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** A time as text, read by `parseMoment`, whose problem becomes the issue's message; or a `Date` from other code. */
export const moment = z.unknown().transform((value, context): Date => {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  const parsed =
    typeof value === 'string' ? parseMoment(value) : { problem: `Send the time as text, such as "${EXAMPLE}".` };
  if ('at' in parsed) return parsed.at;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

function formProblem(value: string): string {
  if (value === '') return `Enter a date and time, such as ${EXAMPLE}.`;
  if (/^-?\d+(\.\d+)?$/.test(value)) return `Enter a date and time such as ${EXAMPLE}, not a number.`;
  if (/^\d{8}T/i.test(value)) return `Separate the parts of the date and time, such as ${EXAMPLE}.`;
  if (/^\d{4}-\d\d-\d\d[Tt ]\d\d(?:$|[Zz+-])/.test(value))
    return `The time has no minutes: use one such as ${EXAMPLE}.`;
  return FORM;
}

function zoneProblem(zone: string): string | null {
  if (zone.trim() === '') return 'The time has no zone: add Z for UTC or an offset such as +02:00.';
  const offset = ZONE.exec(zone)?.groups;
  if (!offset) return `${shown(zone)} is no zone: use Z for UTC or an offset such as +02:00.`;
  if (Number(offset.hours ?? 0) <= 23 && Number(offset.minutes ?? 0) <= 59) return null;
  return `There is no such offset: ${shown(zone)}. Hours go from 00 to 23, minutes from 00 to 59.`;
}

function timeProblem(hour: string, minute: string, second: string): string | null {
  if (hour === '24' && minute === '00' && second === '00') {
    return 'There is no 24:00: use 00:00 of the following day.';
  }
  if (Number(hour) > 23) return `There is no hour ${hour}: hours go from 00 to 23.`;
  if (Number(minute) > 59) return `There is no minute ${minute}: minutes go from 00 to 59.`;
  if (second === '60') return 'Leap seconds are not supported: use second 59 or the following minute.';
  if (Number(second) > 59) return `There is no second ${second}: seconds go from 00 to 59.`;
  return null;
}

function noSuchDay(day: string): string {
  return `There is no such day: ${day}.`;
}

/** Quotes and escapes part of the caller's text. */
function shown(text: string): string {
  return JSON.stringify(text.length > 16 ? `${text.slice(0, 16)}…` : text);
}

function offsetMs(zone: string): number {
  const { sign, hours = '0', minutes = '0' } = ZONE.exec(zone)?.groups ?? {};
  const minutesEast = Number(hours) * 60 + Number(minutes);
  return (sign === '-' ? -minutesEast : minutesEast) * MINUTE_MS;
}
