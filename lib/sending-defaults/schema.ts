import type * as z from 'zod';
import { sendSettingsSchema } from '../keys/schema';

/** Defaults for messages of all the account's keys, where request and key have no value; null: not set. */
export const sendingDefaultsSchema = sendSettingsSchema.omit({ id: true });
export type SendingDefaultsInput = z.input<typeof sendingDefaultsSchema>;
export type SendingDefaults = Required<z.output<typeof sendingDefaultsSchema>>;
