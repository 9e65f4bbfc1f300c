import * as z from 'zod';
import { strictObjectError } from '../../base/strict-object';
import { FAILURES, type FailureCode } from '../../messages/rules';
import { answerConditions, answerPlace, headerName, idPlace, statusList } from './answer-schema';
import { callbackAnswer, inboundSettings, receiptSettings } from './callback-schema';
import { headerProblem } from './escape';
import { parseJsonTemplate } from './json-template';
import { parseRawTemplate } from './raw-template';
import { parseTemplate } from './template';
import { parseUrlTemplate } from './url-template';

const MAX_TEMPLATE = 20_000;
const MAX_VALUE = 2_000;
const MINUTES_PER_WEEK = 10_080;
/** The client itself decides about these (RFC 9110 §7.6.1, RFC 9112 §6). */
const OWN_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Refuses a text that `problemOf` names a problem of. */
function template(problemOf: (text: string) => string | null, max = MAX_VALUE) {
  return z
    .string('Enter a text.')
    .max(max, `Use at most ${max.toLocaleString('en')} characters.`)
    .superRefine((text, context) => {
      const message = problemOf(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
}

const value = template((text) => {
  const { parts, problem } = parseTemplate(text);
  if (!parts) return problem;
  return parts.some((part) => typeof part !== 'string' && part.asNumber)
    ? 'Leave out :number: it is for JSON alone.'
    : null;
});

const field = z.strictObject({
  name: template((text) => (text.includes('{{') ? 'Use placeholders in values, not in names.' : null), 200).min(
    1,
    'Enter the name of the field.',
  ),
  value,
});
const fields = z.array(field, 'Enter a list of fields.').max(60, 'Use at most 60 fields.');

const headers = z
  .array(z.strictObject({ name: headerName, value }))
  .max(30, 'Use at most 30 headers.')
  .default([])
  .superRefine((all, context) => {
    const known = new Set<string>();
    all.forEach(({ name, value: text }, i) => {
      const lower = name.toLowerCase();
      const refuse = (at: string, message: string) => context.addIssue({ code: 'custom', path: [i, at], message });
      if (OWN_HEADERS.includes(lower)) refuse('name', `Remove ${lower}: it is set by the connection.`);
      if (known.has(lower)) refuse('name', `The header ${lower} appears twice. Use it once.`);
      known.add(lower);
      const literals = parseTemplate(text).parts?.filter((part) => typeof part === 'string') ?? [];
      const problem = headerProblem(literals.join(''));
      if (problem) refuse('value', problem);
    });
  });

const body = z.discriminatedUnion(
  'kind',
  [
    /** Parameters that are appended to the query of the URL. */
    z.strictObject({ kind: z.literal('query'), fields }),
    z.strictObject({ kind: z.literal('form'), fields }),
    z.strictObject({
      kind: z.literal('json'),
      template: template((text) => parseJsonTemplate(text).problem, MAX_TEMPLATE),
    }),
    z
      .strictObject({
        kind: z.literal('raw'),
        contentType: z
          .string()
          .regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;\s*[\w-]+=[\w.-]+)?$/, 'Enter a media type such as text/xml.'),
        template: z
          .string('Enter a text.')
          .max(MAX_TEMPLATE, `Use at most ${MAX_TEMPLATE.toLocaleString('en')} characters.`),
      })
      .superRefine(({ template: text, contentType }, context) => {
        const { problem } = parseRawTemplate(text, contentType);
        if (problem) context.addIssue({ code: 'custom', path: ['template'], message: problem });
      }),
  ],
  'Choose query, form, json or raw.',
);

const failureCode = z.enum(
  Object.keys(FAILURES) as [FailureCode, ...FailureCode[]],
  `Choose one of ${Object.keys(FAILURES).join(', ')}.`,
);

const errorCodes = z
  .array(
    z.strictObject({
      code: z.string('Enter the code of the carrier.').trim().min(1, 'Enter the code of the carrier.').max(100),
      meaning: failureCode,
    }),
  )
  .max(200, 'Use at most 200 codes.')
  .default([]);

/** The settings of an HTTP carrier, for forms, the API and the command line. Secrets are apart: templates name them. */
export const httpSettingsSchema = z
  .strictObject(
    {
      method: z.enum(['GET', 'POST', 'PUT'], 'Choose GET, POST or PUT.').default('POST'),
      url: template((text) => parseUrlTemplate(text.trim()).problem).trim(),
      headers,
      /** HTTP Basic (RFC 7617). */
      basicAuth: z.strictObject({ user: value, password: value }).nullable().default(null),
      body,
      /** Upper limit of the validity placeholders, where the carrier has one. */
      maxValidityMinutes: z
        .number('Enter a number of minutes.')
        .int('Enter a whole number of minutes.')
        .min(1, 'Enter at least 1 minute.')
        .max(MINUTES_PER_WEEK, 'Enter at most 10080 minutes.')
        .default(MINUTES_PER_WEEK),
      /** An answer that means the carrier has the message: a status, all conditions, and an id. */
      accepted: z
        .strictObject({
          statuses: statusList.default('200-299'),
          conditions: answerConditions,
          id: idPlace.default({ from: 'message_id' }),
          /** One of them holds: the carrier had this message already. */
          repeated: answerConditions,
        })
        .prefault({}),
      /** A status, or one of the conditions: never accepted. */
      rejected: z
        .strictObject({ statuses: statusList.default('400, 406, 410, 413-415, 422'), conditions: answerConditions })
        .prefault({}),
      /** A status, or one of the conditions: not accepted now. */
      throttled: z
        .strictObject({ statuses: statusList.default('429, 503'), conditions: answerConditions })
        .prefault({}),
      /** Where the code of a rejection is. */
      errorCode: answerPlace.nullable().default(null),
      /** Meaning of the carrier's codes in answers and receipts. */
      errorCodes,
      concurrency: z
        .number('Enter a number of requests.')
        .int('Enter a whole number.')
        .min(1, 'Enter at least 1.')
        .max(200, 'Enter at most 200 requests at a time.')
        .default(10),
      timeoutSeconds: z
        .number('Enter a number of seconds.')
        .int('Enter a whole number of seconds.')
        .min(1, 'Enter at least 1 second.')
        .max(120, 'Enter at most 120 seconds.')
        .default(30),
      receipts: receiptSettings.prefault({}),
      inbound: inboundSettings.prefault({}),
      callbackAnswer: callbackAnswer.nullable().default(null),
    },
    strictObjectError('Enter the settings of an HTTP carrier.'),
  )
  .superRefine((settings, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (settings.method === 'GET' && settings.body.kind !== 'query') {
      refuse(['body', 'kind'], 'GET has no body. Choose query, or the method POST.');
    }
    if (settings.body.kind === 'raw' && settings.headers.some(({ name }) => name.toLowerCase() === 'content-type')) {
      refuse(['headers'], 'Remove content-type: the body has its own.');
    }
    if (settings.basicAuth && settings.headers.some(({ name }) => name.toLowerCase() === 'authorization')) {
      refuse(['headers'], 'Remove authorization, or the user and password of basicAuth.');
    }
  });

export type HttpSettings = z.output<typeof httpSettingsSchema>;
export type HttpSettingsInput = z.input<typeof httpSettingsSchema>;
