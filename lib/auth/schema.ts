import { z } from 'zod';

export const sessionIdSchema = z.object({ id: z.uuid('This is not a session.') });
