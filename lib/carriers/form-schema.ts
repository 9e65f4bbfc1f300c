import * as z from 'zod';
import { httpSettingsSchema } from './http/settings';
import { carrierName, commonShape } from './schema';
import { smppSecretsSchema, smppSettingsSchema } from './smpp/settings';

/** A text with a JSON object, as people edit it. */
const jsonObject = z.string('Enter a JSON object.').transform((text, context): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    context.addIssue({ code: 'custom', message: 'Enter a JSON object: { "name": value, … }.' });
  } catch (error) {
    context.addIssue({ code: 'custom', message: `This is not JSON: ${(error as Error).message}.` });
  }
  return z.NEVER;
});

/** Settings of an SMPP carrier that a form shows as JSON. */
const MORE_SMPP = { addressing: true, priorityFlags: true, customTlvs: true, commandStatus: true } as const;
export const MORE_SMPP_NAMES = Object.keys(MORE_SMPP) as (keyof typeof MORE_SMPP)[];

const common = {
  name: carrierName,
  /** The revision that the form shows; null for a new carrier. */
  seen: z.int().min(1).nullable(),
  ...commonShape,
};

/** The form of an SMPP carrier. An empty password keeps the one of a saved carrier. */
export const smppFormSchema = z
  .object({
    ...common,
    settings: smppSettingsSchema.omit(MORE_SMPP),
    more: jsonObject.pipe(smppSettingsSchema.pick(MORE_SMPP)),
    secrets: smppSecretsSchema,
  })
  .transform(({ more, settings, ...rest }) => ({ ...rest, settings: { ...settings, ...more } }));
export type SmppFormValues = z.input<typeof smppFormSchema>;

/** The form of an HTTP carrier, with its settings as JSON. Empty secrets keep those of a saved carrier. */
export const httpFormSchema = z.object({
  ...common,
  settings: jsonObject.pipe(httpSettingsSchema),
  secrets: z.record(z.string(), z.string()),
});
export type HttpFormValues = z.input<typeof httpFormSchema>;

/** The number that a test really sends to; empty for none. */
const to = z.string().max(100).nullable();
export const testSmppFormSchema = z.object({ form: smppFormSchema, to });
export const testHttpFormSchema = z.object({ form: httpFormSchema, to });
