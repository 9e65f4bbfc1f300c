const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** A two-digit year is at most this far ahead (RFC 9110 §5.6.7). */
const MAX_YEARS_AHEAD = 50;

const SHORT_DAY = '(?<day>Sun|Mon|Tue|Wed|Thu|Fri|Sat)';
const LONG_DAY = `(?<day>${DAYS.join('|')})`;
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';

/** `Sun, 06 Nov 1994 08:49:37 GMT` */
const IMF_FIXDATE = new RegExp(`^${SHORT_DAY}, (?<date>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`);
/** `Sunday, 06-Nov-94 08:49:37 GMT` */
const RFC_850 = new RegExp(`^${LONG_DAY}, (?<date>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`);
/** `Sun Nov  6 08:49:37 1994` */
const ASCTIME = new RegExp(`^${SHORT_DAY} ${MONTH} (?<date>\\d\\d| \\d) ${TIME} (?<year>\\d{4})$`);

type Parts = { day: string; date: number; month: number; hour: number; minute: number; second: number };

/**
 * Reads an HTTP-date in one of the three forms of RFC 9110 §5.6.7, always in UTC. Returns milliseconds since 1970, or null
 * for anything else: another zone, a day that does not exist or is another day of the week. `nowMs` decides the century of
 * a two-digit year.
 */
export function parseHttpDate(text: string, nowMs: number): number | null {
  const form = [IMF_FIXDATE, RFC_850, ASCTIME].find((pattern) => pattern.test(text));
  const groups = form?.exec(text)?.groups;
  if (!groups) return null;
  const { day = '', month = '', year = '' } = groups;
  const parts = {
    day,
    date: Number(groups.date),
    month: MONTHS.indexOf(month),
    hour: Number(groups.hour),
    minute: Number(groups.minute),
    second: Number(groups.second),
  };
  return year.length === 2 ? inNearestCentury(parts, Number(year), nowMs) : momentOf(parts, Number(year));
}

/** Uses the latest year with these last two digits that is at most 50 years ahead. */
function inNearestCentury(parts: Parts, lastDigits: number, nowMs: number): number | null {
  const now = new Date(nowMs);
  const latest = new Date(nowMs).setUTCFullYear(now.getUTCFullYear() + MAX_YEARS_AHEAD);
  const century = now.getUTCFullYear() - (now.getUTCFullYear() % 100);
  const years = [century + 100 + lastDigits, century + lastDigits, century - 100 + lastDigits];
  const year = years.find((candidate) => utc(parts, candidate) <= latest);
  return year === undefined ? null : momentOf(parts, year);
}

function momentOf(parts: Parts, year: number): number | null {
  const { day, date, month, hour, minute, second } = parts;
  // The grammar allows second 60; a leap second is always the last second of a UTC day.
  const isLeapSecond = hour === 23 && minute === 59 && second === 60;
  if (hour > 23 || minute > 59 || (second > 59 && !isLeapSecond)) return null;
  const midnight = new Date(utc({ ...parts, hour: 0, minute: 0, second: 0 }, year));
  if (midnight.getUTCMonth() !== month || midnight.getUTCDate() !== date) return null;
  return DAYS[midnight.getUTCDay()]?.startsWith(day) ? utc(parts, year) : null;
}

/** `Date.UTC` reads the years 0 to 99 as 1900 to 1999. */
function utc({ month, date, hour, minute, second }: Parts, year: number): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month, date);
  return at.setUTCHours(hour, minute, second);
}
