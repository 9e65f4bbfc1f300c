import { z } from 'zod';

/**
 * A time as programs say it: ISO 8601 with its zone, or a day, which is midnight UTC. A time without a zone would mean
 * another moment on every server.
 */
export const zonedMoment = z.union(
  [z.iso.datetime({ offset: true }), z.iso.date()],
  'Give a time with its zone, such as 2027-01-31T12:00:00Z.',
);
