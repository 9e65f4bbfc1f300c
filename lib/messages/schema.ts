import { z } from 'zod';
import { parseRecipient } from './recipient';
import { parseSender } from './sender';
import { measure } from './text';

/** Ten parts: what every carrier takes, and a bound on what one mistake can cost. */
export const MAX_SEGMENTS = 10;

const recipient = z
  .string('Give the recipient as text, such as "+37255555555".')
  .transform((value, context) => {
    const number = parseRecipient(value);
    if (number) return number;
    context.addIssue({
      code: 'custom',
      message: 'Give a phone number in international form: +, country code, number, such as "+37255555555".',
    });
    return z.NEVER;
  });

const text = z.string('Give the text of the message as a string.').superRefine((value, context) => {
  const problem = textProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

function textProblem(value: string): string | null {
  if (value.length === 0) return 'Give the text of the message; it must not be empty.';
  if (value.includes('\0')) return 'Take the NUL character out of the text.';
  if (!value.isWellFormed()) return 'The text holds half of a surrogate pair. Send valid Unicode.';
  const { segments } = measure(value);
  if (segments > MAX_SEGMENTS) return `The text needs ${segments} segments; at most ${MAX_SEGMENTS} are sent.`;
  return null;
}

const sender = z.string('Give the sender as text.').transform((value, context) => {
  const parsed = parseSender(value);
  if (parsed !== null) return parsed;
  context.addIssue({
    code: 'custom',
    message: 'Give a phone number, a short code of 3 to 8 digits, or a name of at most 11 letters, digits and spaces.',
  });
  return z.NEVER;
});

/** Body of POST /api/sms. What else may stand in it is ignored. `null` counts as not given. */
export const sendSchema = z.object(
  {
    to: recipient,
    text,
    from: sender.nullish(),
    dlr_url: z.string('Give the webhook address as text.').nullish(),
  },
  'Send a JSON object such as {"to": "+37255555555", "text": "Hello"}.',
);
export type SendInput = z.output<typeof sendSchema>;
