import { z } from 'zod';
import { invalidFields } from '../errors';
import { parseSender } from '../senders/rules';
import { AUTO_REPLACE_MODES } from './auto-replace-modes';
import { parseRecipient } from './recipient';

/** Ten parts: what every carrier takes, and a bound on what one mistake can cost. */
export const MAX_SEGMENTS = 10;

const recipient = z.string('Give the recipient as text, such as "+37255555555".').transform((value, context) => {
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
  return null;
}

/** Counted after auto-replace, which can make a text shorter. Throws `invalid_fields`. */
export function requireFits(segments: number): void {
  if (segments <= MAX_SEGMENTS) return;
  throw invalidFields({ text: `The text needs ${segments} segments; at most ${MAX_SEGMENTS} are sent.` });
}

/** `on`, `off`, `full` in any case, and booleans, which Messente's Java client makes of YAML's on and off. */
const autoReplaceField = z.preprocess(
  (value) =>
    typeof value === 'boolean' ? (value ? 'on' : 'off') : typeof value === 'string' ? value.toLowerCase() : value,
  z.enum(AUTO_REPLACE_MODES, 'Give "off", "on" or "full".').nullish(),
);

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
    auto_replace: autoReplaceField,
  },
  'Send a JSON object such as {"to": "+37255555555", "text": "Hello"}.',
);
export type SendInput = z.output<typeof sendSchema>;
