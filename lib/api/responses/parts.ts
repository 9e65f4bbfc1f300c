import * as z from 'zod';

/** A time as all responses have it: ISO 8601 in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });

/** The cursor of the next page; null on the last. */
export const nextCursor = z.uuid().nullable();
