import { z } from 'zod';
import { ENVIRONMENTS } from '../access/environment';
import { optional } from '../base/optional';
import { parseInternational } from '../numbers/international';
import { senderValue } from '../senders/schema';
import { prefixProblem, tidyPrefix } from './prefix';
import { knownName, whole } from './schema';

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
