import { z } from 'zod';

/** Parameters of the paths that end in an id. Commands and queries answer `not_found` for one that is no UUID. */
export const idParams = z.object({ id: z.string() });
