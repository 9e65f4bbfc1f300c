import { z } from 'zod';

export const KEY_TYPES = ['auth', 'basic', 'hmac'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

export const KEY_MODES = ['live', 'test'] as const;
export type KeyMode = (typeof KEY_MODES)[number];

export const MAX_NAME_LENGTH = 100;
export const MAX_DESCRIPTION_LENGTH = 500;

/** The New API Key modal, the command line and the API: one shape. */
export const createKeySchema = z.object({
  name: z
    .string('Give the key a name.')
    .trim()
    .min(1, 'Give the key a name.')
    .max(MAX_NAME_LENGTH, `Use at most ${MAX_NAME_LENGTH} characters.`),
  description: z
    .string()
    .trim()
    .max(MAX_DESCRIPTION_LENGTH, `Use at most ${MAX_DESCRIPTION_LENGTH} characters.`)
    .optional()
    .transform((value) => value || undefined),
});
export type CreateKeyInput = z.input<typeof createKeySchema>;

export const keyIdSchema = z.object({ id: z.uuid() });
export const setKeyEnabledSchema = z.object({ id: z.uuid(), enabled: z.boolean() });
