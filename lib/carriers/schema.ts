import * as z from 'zod';
import { httpSettingsSchema } from './http/settings';
import { smppSecretsSchema, smppSettingsSchema } from './smpp/settings';

export const CARRIER_KINDS = ['simulator', 'smpp', 'http'] as const;
export type CarrierKind = (typeof CARRIER_KINDS)[number];
/** Kinds that operators add. The simulator exists from the beginning. */
export const ADDED_KINDS = ['smpp', 'http'] as const;
export type AddedKind = (typeof ADDED_KINDS)[number];
export const CARRIER_STATES = ['active', 'paused', 'draining'] as const;
export type CarrierState = (typeof CARRIER_STATES)[number];
export const UNKNOWN_OUTCOMES = ['resend', 'wait'] as const;
export type UnknownOutcome = (typeof UNKNOWN_OUTCOMES)[number];

const MAX_NAME_LENGTH = 40;
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** Paths of the console beside the pages of carriers. */
const RESERVED = ['new'];
const NAME_RULE = 'Use 1 to 40 of a-z, 0-9 and -, beginning and ending with a letter or digit.';

/** Returns the name that `text` most probably means; empty when it has no letter or digit. */
export function carrierSlug(text: string): string {
  const letters = text
    .slice(0, 4 * MAX_NAME_LENGTH)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
  const slug = letters.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '');
  return slug.slice(0, MAX_NAME_LENGTH).replace(/-+$/, '');
}

/** The name of a carrier. Queues, messages, receipts and URLs contain it. */
export const carrierName = z.string(`Enter a name. ${NAME_RULE}`).transform((value, context) => {
  const name = value.trim();
  const problem = nameProblem(name);
  if (problem === null) return name;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

/** The name of a carrier that may exist, in any form: a query finds none by an invalid one. */
export const knownName = z.string('Name the carrier.').trim().max(200, 'Name the carrier.');
export const existingCarrierSchema = z.object({ name: knownName });

function nameProblem(name: string): string | null {
  if (name === '') return `Enter a name. ${NAME_RULE}`;
  if (RESERVED.includes(name)) return `“${name}” is the address of a page. Choose another name.`;
  if (NAME.test(name) && name.length <= MAX_NAME_LENGTH) return null;
  const slug = carrierSlug(name);
  return slug === '' || RESERVED.includes(slug) ? NAME_RULE : `${NAME_RULE} Is it “${slug}”?`;
}

/** A whole number from `min` to `max`. */
export const whole = (what: string, min: number, max: number) => {
  const rule = `${what} must be a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`;
  return z.number(rule).int(rule).min(min, rule).max(max, rule);
};

const MAX_RATE = 100_000;
const DAY_S = 86_400;

/** Settings of every kind of carrier. */
export const commonShape = {
  /** Most PDUs or requests a second, over all binds. Null: no limit. */
  ratePerSecond: whole('The rate', 1, MAX_RATE).nullable(),
  /** After a hand-over with an unknown outcome: submit again, or wait for a receipt until the validity ends. */
  unknownOutcome: z.enum(UNKNOWN_OUTCOMES, 'Choose resend or wait.'),
  /** Its queue moves to the next route when it has been unavailable for this long. */
  fallbackAfterSeconds: whole('The time before the fallback takes over', 0, DAY_S),
};

const defaults = {
  ratePerSecond: commonShape.ratePerSecond.default(null),
  unknownOutcome: commonShape.unknownOutcome.default('resend'),
  fallbackAfterSeconds: commonShape.fallbackAfterSeconds.default(60),
};

const MAX_SECRETS = 20;
const MAX_SECRET_LENGTH = 4_096;

const secretText = z
  .string('Enter the secret.')
  .max(MAX_SECRET_LENGTH, `Use at most ${MAX_SECRET_LENGTH.toLocaleString('en')} characters.`);
const secretName = z.string().regex(/^\w{1,40}$/, 'Use 1 to 40 letters, digits and _ for the name of a secret.');

/** Values of a carrier's secrets by name. In a change, an empty one keeps its value, and null removes it. */
const namedSecrets = <Value extends z.ZodType>(value: Value) =>
  z
    .record(secretName, value)
    .refine((all) => Object.keys(all).length <= MAX_SECRETS, `Use at most ${MAX_SECRETS} secrets.`);

export const createCarrierSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('smpp'),
      name: carrierName,
      ...defaults,
      settings: smppSettingsSchema,
      secrets: smppSecretsSchema,
    }),
    z.strictObject({
      kind: z.literal('http'),
      name: carrierName,
      ...defaults,
      settings: httpSettingsSchema,
      secrets: namedSecrets(secretText).default({}),
    }),
  ],
  { error: 'Choose the kind smpp or http. The simulator exists already.' },
);
export type CreateCarrierInput = z.input<typeof createCarrierSchema>;

const seen = z.int('Enter the revision that you saw.').min(1);

/** A change of a carrier. `settings` replaces all of them; what is absent stays. */
const updateShape = {
  name: knownName,
  /** The revision that the actor saw. The change fails with `conflict` if there is a later one. */
  seen,
  ratePerSecond: commonShape.ratePerSecond.optional(),
  unknownOutcome: commonShape.unknownOutcome.optional(),
  fallbackAfterSeconds: commonShape.fallbackAfterSeconds.optional(),
};
export const updateCarrierSchemas = {
  smpp: z.strictObject({
    ...updateShape,
    settings: smppSettingsSchema.optional(),
    secrets: smppSecretsSchema.partial().optional(),
  }),
  http: z.strictObject({
    ...updateShape,
    settings: httpSettingsSchema.optional(),
    secrets: namedSecrets(secretText.nullable()).optional(),
  }),
};
export type UpdateCarrierInput = z.input<(typeof updateCarrierSchemas)[AddedKind]>;

export const carrierStateSchema = z.strictObject({
  name: knownName,
  state: z.enum(CARRIER_STATES, 'Choose active, paused or draining.'),
});
export type CarrierStateInput = z.input<typeof carrierStateSchema>;
