import * as z from 'zod';
import type { MESSAGE_STATUSES } from '../../messages/rules';
import { normalizeRange } from '../../network/ranges';
import { headerName, jsonPointer } from './answer-schema';

const SECRET_PLACES = ['path', 'header', 'query', 'none'] as const;
/** Statuses that a receipt can report: on its way, or final. */
export const RECEIPT_STATUSES = [
  'submitted',
  'delivered',
  'undelivered',
  'expired',
  'rejected',
  'unknown',
] as const satisfies readonly (typeof MESSAGE_STATUSES)[number][];
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** The name of a parameter, form field or member, or a JSON Pointer into the body. */
const field = z
  .string('Enter the name of a field, or a JSON Pointer such as /data/id.')
  .trim()
  .min(1, 'Enter the name of a field, or a JSON Pointer such as /data/id.')
  .max(200, 'Use at most 200 characters.')
  .refine(
    (text) => !text.startsWith('/') || jsonPointer.safeParse(text).success,
    'Enter a JSON Pointer such as /data/id, or a plain name.',
  );
const optionalField = field.nullable().default(null);

const addresses = z
  .array(z.string().trim())
  .max(500, 'Use at most 500 addresses.')
  .default([])
  .transform((entries, context) => {
    const ranges = entries.map(normalizeRange);
    const wrong = ranges.indexOf(null);
    if (wrong !== -1) {
      context.addIssue({
        code: 'custom',
        path: [wrong],
        message: 'Enter an IP address or a range such as 203.0.113.0/24.',
      });
      return z.NEVER;
    }
    return ranges.filter((range) => range !== null);
  });

/** How a carrier proves that a request is its own, in addition to a secret or instead of one. */
const signature = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('none') }),
    /** Standard Webhooks 1.0.0; the secret begins with whsec_. */
    z.strictObject({
      kind: z.literal('standard_webhooks'),
      secret: z.string().regex(/^\w{1,40}$/, 'Enter the name of a secret.'),
    }),
    /** HMAC-SHA-256 of the body in hexadecimal. */
    z.strictObject({
      kind: z.literal('hmac_sha256_hex'),
      header: headerName,
      secret: z.string().regex(/^\w{1,40}$/, 'Enter the name of a secret.'),
    }),
  ],
  'Choose none, standard_webhooks or hmac_sha256_hex.',
);

const statusWords = z
  .array(
    z.strictObject({
      word: z
        .string('Enter the word of the carrier.')
        .trim()
        .min(1, 'Enter the word of the carrier.')
        .max(100, 'Use at most 100 characters.'),
      status: z.enum(RECEIPT_STATUSES, `Choose one of ${RECEIPT_STATUSES.join(', ')}.`),
    }),
  )
  .max(100, 'Use at most 100 words.')
  .default([]);

/** How receipts arrive at /api/dlr/{carrier}. */
export const receiptSettings = z
  .strictObject({
    enabled: z.boolean().default(false),
    secretIn: z.enum(SECRET_PLACES, 'Choose path, header, query or none.').default('path'),
    secretHeader: headerName.default('x-dlr-secret'),
    signature: signature.default({ kind: 'none' }),
    addresses,
    /** A list of receipts in a JSON body; a body that is a list needs no entry. */
    list: jsonPointer.default(''),
    fields: z
      .strictObject({
        id: field.default('id'),
        status: field.default('status'),
        error: optionalField,
        recipient: optionalField,
      })
      .prefault({}),
    /** Words that are not here have their usual meaning (receipt-status.ts). */
    statuses: statusWords,
  })
  .superRefine(({ enabled, secretIn, signature: { kind } }, context) => {
    if (!enabled || secretIn !== 'none' || kind !== 'none') return;
    const message = 'Choose path, header or query: receipts without a secret or a signature are not accepted.';
    context.addIssue({ code: 'custom', path: ['secretIn'], message });
  });

/** How incoming messages arrive at the same address. */
export const inboundSettings = z.strictObject({
  enabled: z.boolean().default(false),
  fields: z
    .strictObject({
      from: field.default('from'),
      to: field.default('to'),
      text: field.default('text'),
      id: optionalField,
      /** The charset of the text in a query or form, where it is not UTF-8. */
      charset: optionalField,
    })
    .prefault({}),
  /** A request is an incoming message when this field has this value; null: when it has no status. */
  when: z
    .strictObject({ field, equals: z.string().min(1).max(200) })
    .nullable()
    .default(null),
});

/** The answer to accepted requests, for carriers that read it. */
export const callbackAnswer = z.strictObject({
  contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+(?:;\s*charset=utf-8)?$/i, 'Enter a media type such as text/xml.'),
  body: z.string().max(1_000, 'Use at most 1,000 characters.'),
});
