import * as z from 'zod';
import { isJsonPointer } from './json-pointer';
import { parseStatusList } from './status-list';

const MAX_TEXT = 200;
const MAX_VALUES = 100;

export const jsonPointer = z
  .string('Enter a JSON Pointer such as /messages/0/id.')
  .trim()
  .max(MAX_TEXT, `Use at most ${MAX_TEXT} characters.`)
  .refine(isJsonPointer, 'Enter a JSON Pointer: each step begins with a slash, such as /messages/0/id.');

/** RFC 9110 §5.1. */
export const headerName = z
  .string('Enter the name of a header.')
  .trim()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'Enter the name of a header: letters, digits and hyphens.');

const fixedText = z.string('Enter a text.').max(MAX_TEXT, `Use at most ${MAX_TEXT} characters.`);

/** Where a value is in an answer. No regular expressions: one of an operator's own could take unbounded time. */
const answerPlace = z.discriminatedUnion(
  'from',
  [
    z.strictObject({ from: z.literal('json'), path: jsonPointer }),
    z.strictObject({ from: z.literal('header'), name: headerName }),
    /** Between two fixed texts; without the second, up to the end of the line. */
    z.strictObject({ from: z.literal('text'), after: fixedText.default(''), before: fixedText.default('') }),
    /** The whole body. */
    z.strictObject({ from: z.literal('body') }),
  ],
  'Choose where the value is: json, header, text or body.',
);

/** Where the carrier's id of a message is. `message_id`: the carrier returns none, and receipts contain ours. */
export const idPlace = z.discriminatedUnion(
  'from',
  [...answerPlace.options, z.strictObject({ from: z.literal('message_id') })],
  'Choose where the id is: json, header, text, body or message_id.',
);

export const answerCondition = z
  .strictObject({
    value: answerPlace,
    test: z
      .enum(['exists', 'equals', 'contains', 'starts_with'], 'Choose exists, equals, contains or starts_with.')
      .default('equals'),
    /** One of them is enough. */
    values: z
      .array(fixedText.min(1, 'Enter a value, or remove it.'))
      .max(MAX_VALUES, `Use at most ${MAX_VALUES} values.`)
      .default([]),
  })
  .refine(({ test, values }) => test === 'exists' || values.length > 0, {
    path: ['values'],
    message: 'Enter at least one value to compare with, or choose exists.',
  });

export const answerConditions = z.array(answerCondition).max(20, 'Use at most 20 conditions.').default([]);

export const statusList = z
  .string('Enter HTTP statuses such as 200-299.')
  .trim()
  .max(MAX_TEXT, `Use at most ${MAX_TEXT} characters.`)
  .refine(
    (text) => parseStatusList(text) !== null,
    'Enter HTTP statuses separated by commas, such as 200, 202, 400-499.',
  );

export { answerPlace };
export type AnswerPlace = z.output<typeof answerPlace>;
export type AnswerCondition = z.output<typeof answerCondition>;
