import * as z from 'zod';

const cursor = z.string().optional().catch(undefined);

/** The query of a carrier's page. Unknown values are ignored, so that no link is ever an error. */
export const pageFilterSchema = z.object({
  hours: z.coerce
    .number()
    .pipe(z.union([z.literal(1), z.literal(6), z.literal(24), z.literal(168)]))
    .catch(6),
  before: cursor,
  after: cursor,
});
