import * as z from 'zod';
import { ENVIRONMENTS } from '../access/environment';
import { blankAsAbsent, optional } from '../base/optional';
import { parseInternational } from '../numbers/international';
import { senderValue } from '../senders/schema';
import { prefixProblem, tidyPrefix } from './prefix';
import { createCarrierSchema, knownName, whole } from './schema';

/** Leading digits of recipients, in any notation; empty for every number. */
const prefix = z.string('Enter the first digits of the numbers, such as 372.').transform((value, context) => {
  const digits = tidyPrefix(value);
  const problem = prefixProblem(digits);
  if (problem === null) return digits;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

export const routeSchema = z.strictObject({
  /** Name of the carrier. */
  carrier: knownName,
  prefix: prefix.nullish().transform((value) => value ?? ''),
  /** Only messages of this sender. */
  sender: optional(senderValue).transform((value) => value ?? null),
  environment: z.enum(ENVIRONMENTS, 'Choose live or test.').default('live'),
  /** Only messages of this account. */
  accountId: optional(z.uuid('Choose an account.')).transform((value) => value ?? null),
  /** 1 first; routes with higher numbers are fallbacks. */
  priority: whole('The priority', 1, 100).default(1),
  /** Share among routes of the same priority. */
  weight: whole('The weight', 1, 1_000).default(1),
});
export type RouteInput = z.input<typeof routeSchema>;

export const routeIdSchema = z.object({ id: z.string('Choose a route.') });

/** The recipient of a message, in any notation of an international number. */
const recipient = z.string('Enter the recipient.').transform((value, context) => {
  const parsed = parseInternational(value.trim());
  if ('number' in parsed) return parsed.number;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

/** A message whose way is asked for. */
export const whichRouteSchema = z.object({
  to: recipient,
  from: optional(senderValue).transform((value) => value ?? null),
  accountId: optional(z.uuid('Choose an account.')).transform((value) => value ?? null),
  environment: z.enum(ENVIRONMENTS, 'Choose live or test.').default('live'),
});
export type WhichRouteInput = z.input<typeof whichRouteSchema>;

const MAX_TEST_TEXT = 1_000;

/** A message that a test sends; without `to`, none is sent. */
const testMessage = {
  to: optional(recipient).transform((value) => value ?? null),
  from: optional(senderValue).transform((value) => value ?? null),
  text: blankAsAbsent(
    z
      .string('Enter a text.')
      .max(MAX_TEST_TEXT, `Use at most ${MAX_TEST_TEXT.toLocaleString('en')} characters.`)
      .default('Test'),
  ),
};

export const testCarrierSchema = z.object({ name: knownName, ...testMessage });
export type TestCarrierInput = z.input<typeof testCarrierSchema>;

/** A test of settings that are not saved. */
export const testDraftSchema = z.object({
  draft: createCarrierSchema,
  /** The saved carrier whose secrets count where the draft has none. */
  saved: optional(knownName).transform((value) => value ?? null),
  ...testMessage,
});
export type TestDraftInput = z.input<typeof testDraftSchema>;

const queryText = z.string().trim().max(100).optional().catch(undefined);

/** The route tester of the console, from the query. Unknown values are ignored, so that no link is ever an error. */
export const routeTesterSchema = z.object({
  to: queryText,
  from: queryText,
  account: z.uuid().optional().catch(undefined),
  environment: z.enum(ENVIRONMENTS).optional().catch(undefined),
});
export type RouteTesterInput = z.output<typeof routeTesterSchema>;
