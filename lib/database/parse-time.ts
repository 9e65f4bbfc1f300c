import pg from 'pg';

const { TIMESTAMPTZ } = pg.types.builtins;
const parse = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => Date | number | null;

/** Bounds of RFC 3339, years 0000 to 9999: formats and JSON hold no other time. */
const EARLIEST = new Date('0000-01-01T00:00:00Z');
const LATEST = new Date('9999-12-31T23:59:59.999Z');

/**
 * Returns a `timestamptz` as a Date between the years 0 and 9999: PostgreSQL also stores `infinity` and earlier and later
 * years, which Postern never writes and which have no valid Date or text.
 */
export function parseTime(text: string): Date {
  if (text.startsWith('-') || text.endsWith(' BC')) return EARLIEST;
  const time = parse(text);
  return time instanceof Date && time <= LATEST ? time : LATEST;
}

/** Makes the queries of `client` return times that every reader can use. */
export function useFiniteTimes(client: pg.Client): void {
  client.setTypeParser(TIMESTAMPTZ, 'text', parseTime);
}
