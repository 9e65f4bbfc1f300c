import * as z from 'zod';
import { optional } from '../../base/optional';
import { parseWebUrl } from '../../network/web-url';
import { visibleName, visibleText } from '../../text/name-schema';
import { nameProblem } from '../../text/visible';

export const MAX_COMPANY_LENGTH = 100;
export const MAX_CONTACT_LENGTH = 200;
export const MAX_PURPOSE_LENGTH = 2_000;
export const MAX_REASON_LENGTH = 1_000;
const MAX_WEBSITE_LENGTH = 500;
const MIN_PURPOSE_LENGTH = 20;
const MIN_REASON_LENGTH = 10;

/** Number of messages that an account expects to send in a month. */
export const MONTHLY_VOLUMES = ['up_to_1000', 'up_to_10000', 'up_to_100000', 'more'] as const;
export type MonthlyVolume = (typeof MONTHLY_VOLUMES)[number];

export const REQUEST_STATES = ['pending', 'approved', 'rejected'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

const atMost = (length: number) => `Use at most ${length.toLocaleString('en-US')} characters.`;

const WEBSITE = 'Enter the whole address, such as https://example.com, or leave it empty.';
const PURPOSE = `Use at least ${MIN_PURPOSE_LENGTH} characters: what the messages are about, and who receives them.`;
const REASON = `Use at least ${MIN_REASON_LENGTH} characters: the account sees the reason.`;

/** The operator opens the link, so it must be one that every browser reads alike. Stored as written. */
const website = z
  .string(WEBSITE)
  .trim()
  .max(MAX_WEBSITE_LENGTH, atMost(MAX_WEBSITE_LENGTH))
  .superRefine((text, context) => {
    const problem = nameProblem(text) ?? (parseWebUrl(text).url === null ? WEBSITE : null);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

/** A request for verification. */
export const verificationSchema = z.object({
  company: visibleName('Enter the name of your company or organization.', MAX_COMPANY_LENGTH),
  website: optional(website).transform((url) => url ?? null),
  contact: visibleName('Enter a name, and a phone number or an e-mail address.', MAX_CONTACT_LENGTH),
  purpose: visibleText(MAX_PURPOSE_LENGTH, { min: MIN_PURPOSE_LENGTH, tooShort: PURPOSE }),
  monthlyVolume: z.enum(MONTHLY_VOLUMES, 'Choose how many messages you expect to send in a month.'),
});
export type VerificationInput = z.input<typeof verificationSchema>;

export const requestIdSchema = z.object({ id: z.uuid() });

export const rejectionSchema = requestIdSchema.extend({
  /** Shown to the account. */
  reason: visibleText(MAX_REASON_LENGTH, { min: MIN_REASON_LENGTH, tooShort: REASON }),
});
export type RejectionInput = z.input<typeof rejectionSchema>;

/** Filter of the operator's list of requests, from the query. Unknown values are ignored, so that no link is ever an error. */
export const requestFilterSchema = z.object({
  state: z.enum(REQUEST_STATES).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});
export type RequestFilterInput = z.input<typeof requestFilterSchema>;
