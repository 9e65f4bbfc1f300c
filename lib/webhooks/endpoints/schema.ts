import * as z from 'zod';
import { blankAsAbsent, optional } from '../../base/optional';
import { visibleName } from '../../text/name-schema';
import { DEFAULT_EVENTS, WEBHOOK_EVENTS } from '../events';
import { webhookUrlText } from '../rules';
import { MAX_HEADERS, parseHeaders } from './headers';

/** Most endpoints of an account: each gets a copy of its reports. */
export const MAX_ENDPOINTS = 20;
const MAX_NAME_LENGTH = 100;
export const MAX_KEYS = 500;
/** Longest overlap of a rotation: 90 days, as of keys. */
export const MAX_OVERLAP_HOURS = 90 * 24;

export const WEBHOOK_FORMATS = ['standard', 'messente', 'messagemedia', 'query', 'form'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** `v1`: HMAC-SHA256. `v1a`: ed25519, verified with a public key. */
export const WEBHOOK_SIGNATURES = ['v1', 'v1a'] as const;
export type WebhookSignature = (typeof WEBHOOK_SIGNATURES)[number];

/** One that is no UUID is of no endpoint: commands respond with `not_found`. */
const id = z.string();

/** Events without repetition, in the order of WEBHOOK_EVENTS. Possibly none. */
export const eventList = z
  .array(
    z.enum(WEBHOOK_EVENTS, `Events are ${WEBHOOK_EVENTS.join(', ')}.`),
    `Use a list of events, such as ["${WEBHOOK_EVENTS[2]}"].`,
  )
  .max(WEBHOOK_EVENTS.length, 'Use each event once.')
  .transform((events) => WEBHOOK_EVENTS.filter((event) => events.includes(event)));

const events = eventList.refine((list) => list.length > 0, 'Choose at least one event.');

const keyIds = z
  .array(z.uuid('Use the ids of API keys.'), 'Use a list of ids of API keys; an empty one means all keys.')
  .max(MAX_KEYS, `Choose at most ${MAX_KEYS} keys, or none for all.`)
  .transform((ids) => [...new Set(ids.map((each) => each.toLowerCase()))]);

const HEADERS_FORM = `Use an object of at most ${MAX_HEADERS} names and values, such as {"X-Token": "…"}.`;
const headers = z.record(z.string(), z.string(HEADERS_FORM), HEADERS_FORM).transform((input, context) => {
  const { headers: parsed, problem } = parseHeaders(input);
  if (problem === null) return parsed;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

/** Of the receiver as it is; without one it is made. `requireSecret` checks it, since its form depends on the signature. */
const secret = optional(z.string('Use the secret as text.'));

const settings = {
  name: visibleName('Enter a name for the endpoint.', MAX_NAME_LENGTH),
  /** Parsed and normalized by `callableUrl`. */
  url: webhookUrlText,
  events,
  /** Empty: all keys. */
  keyIds,
  enabled: z.boolean('Use true or false.'),
  format: z.enum(WEBHOOK_FORMATS, `Formats are ${WEBHOOK_FORMATS.join(', ')}.`),
  signature: z.enum(WEBHOOK_SIGNATURES, 'Choose v1 or v1a.'),
  /** Replaces all; a value that is HEADER_MASK keeps the stored one. */
  headers,
};

/** The form of a new endpoint, the command line and the API: one shape. */
export const createEndpointSchema = z.object({
  ...settings,
  events: blankAsAbsent(settings.events.default([...DEFAULT_EVENTS])),
  keyIds: blankAsAbsent(settings.keyIds.default([])),
  enabled: blankAsAbsent(settings.enabled.default(true)),
  format: blankAsAbsent(settings.format.default('standard')),
  signature: blankAsAbsent(settings.signature.default('v1')),
  headers: blankAsAbsent(settings.headers.default({})),
  secret,
});
export type CreateEndpointInput = z.input<typeof createEndpointSchema>;

/** A change: what is absent stays as it is. */
export const updateEndpointSchema = z.object({
  id,
  name: blankAsAbsent(settings.name.optional()),
  url: blankAsAbsent(settings.url.optional()),
  events: blankAsAbsent(settings.events.optional()),
  keyIds: blankAsAbsent(settings.keyIds.optional()),
  enabled: blankAsAbsent(settings.enabled.optional()),
  format: blankAsAbsent(settings.format.optional()),
  signature: blankAsAbsent(settings.signature.optional()),
  headers: blankAsAbsent(settings.headers.optional()),
});
export type UpdateEndpointInput = z.input<typeof updateEndpointSchema>;

export const endpointIdSchema = z.object({ id });
export const enableEndpointSchema = z.object({ id, enabled: settings.enabled });
export const enableUrlSchema = z.object({ url: webhookUrlText });

export const rotateEndpointSecretSchema = z.object({
  id,
  /** How long the old secret signs, too; 0 ends it now. */
  overlapHours: z
    .number('Choose how long the old secret stays valid.')
    .min(0, 'Use 0 or more hours.')
    .max(MAX_OVERLAP_HOURS, 'Choose at most 90 days.'),
  /** The scheme of the new secret. */
  signature: blankAsAbsent(settings.signature.optional()),
  secret,
});
export type RotateEndpointSecretInput = z.input<typeof rotateEndpointSecretSchema>;

export const testEventSchema = z.object({
  id,
  event: blankAsAbsent(z.enum(WEBHOOK_EVENTS, `Events are ${WEBHOOK_EVENTS.join(', ')}.`).default('message.delivered')),
});
