import type { z } from 'zod';
import { sendSettingsSchema } from '../keys/schema';

/** What counts for messages of all the account's keys where request and key say nothing; null: not set. */
export const sendingDefaultsSchema = sendSettingsSchema.omit({ id: true });
export type SendingDefaultsInput = z.input<typeof sendingDefaultsSchema>;
export type SendingDefaults = z.output<typeof sendingDefaultsSchema>;
