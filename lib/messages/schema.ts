import * as z from 'zod';
import { type AppError, invalidFields } from '../base/errors';
import { optional } from '../base/optional';
import { shownName } from '../base/shown-name';
import { STORABLE, STORABLE_MESSAGE } from '../base/storable-text';
import { strictObjectError } from '../base/strict-object';
import { moment } from '../base/time/moment';
import { parseInternational } from '../numbers/international';
import { senderValue } from '../senders/schema';
import { AUTO_REPLACE_MODES, type AutoReplaceMode } from '../text/auto-replace-modes';
import { hasVisible, nameProblem } from '../text/visible';
import { webhookUrlText } from '../webhooks/rules';
import { PRIORITY_NAMES } from './rules';

/** Recipients of one request, and messages of one batch. */
export const MAX_MESSAGES = 1_000;
const SHOWN_MAX = MAX_MESSAGES.toLocaleString('en');
/** A message is handed over within this many minutes, or it expires. */
export const DEFAULT_VALIDITY_MIN = 24 * 60;
const MAX_VALIDITY_MIN = 7 * 24 * 60;
const MAX_AHEAD_MS = 365 * 86_400_000;
const MAX_REFERENCE = 100;
/** As MessageMedia's API has it: at most 10 pairs, names of 100 and values of 256 characters. */
const MAX_PAIRS = 10;
const MAX_PAIR_NAME = 100;
const MAX_PAIR_VALUE = 256;

/** Limit of invalid numbers that are explained: each costs more than the rest of the request. */
const MAX_WRONG = 8;

const RECIPIENT_MESSAGE = 'Send the recipient as text, such as "+37255555555".';

/** For what is stored: a problem may repeat characters of the number. */
const RECIPIENT_PROBLEM = 'Enter a phone number in international form.';

const recipient = z.string(RECIPIENT_MESSAGE).transform((value, context) => {
  const parsed = parseInternational(value);
  if ('number' in parsed) return parsed.number;
  context.addIssue({ code: 'custom', message: parsed.problem, params: { stored: RECIPIENT_PROBLEM } });
  return z.NEVER;
});

/** One number, or a list of them; a form, which has no lists, separates them by commas. */
const recipients = z.unknown().transform((value, context): string | string[] => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  const refuseNumber = (message: string, path: number[] = []) =>
    context.addIssue({ code: 'custom', message, path, params: { stored: RECIPIENT_PROBLEM } });
  if (typeof value === 'string' && !value.includes(',')) {
    const parsed = parseInternational(value);
    if ('number' in parsed) return parsed.number;
    refuseNumber(parsed.problem);
    return z.NEVER;
  }
  const list: unknown[] | null = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : null;
  if (!list) refuse(`Send the recipient as text, such as "+37255555555", or a list of up to ${SHOWN_MAX}.`);
  else if (list.length === 0) refuse('Enter at least one recipient.');
  else if (list.length > MAX_MESSAGES) {
    refuse(`Use at most ${SHOWN_MAX} recipients in one request; these are ${list.length.toLocaleString('en')}.`);
  } else {
    const numbers: string[] = [];
    let wrong = 0;
    for (const [i, entry] of list.entries()) {
      const parsed = typeof entry === 'string' ? parseInternational(entry) : { problem: RECIPIENT_MESSAGE };
      if ('number' in parsed) numbers.push(parsed.number);
      else if (++wrong < MAX_WRONG) refuseNumber(parsed.problem, [i]);
      else {
        refuseNumber(`${parsed.problem} The entries after this one were not checked.`, [i]);
        break;
      }
    }
    return numbers;
  }
  return z.NEVER;
});

const text = z.string('Send the text of the message as a string.').superRefine((value, context) => {
  const problem = textProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

function textProblem(value: string): string | null {
  if (value.length === 0) return 'Enter the text of the message; it must not be empty.';
  if (value.includes('\0')) return 'Take the NUL character out of the text.';
  if (!value.isWellFormed()) return 'The text holds half of a surrogate pair. Send valid Unicode.';
  return null;
}

/**
 * Requires a visible character in the text as it is `sent`, not as `given`: the carrier charges for an empty message
 * too. Throws `invalid_fields`.
 */
export function requireVisible(sent: string, given: string): void {
  if (hasVisible(sent)) return;
  const why = hasVisible(given)
    ? 'Auto-replace leaves nothing visible of the text. Change the text or the account’s table, or send "auto_replace": "off".'
    : 'The text has no visible character: it contains only spaces, line breaks, or invisible characters. Enter a text.';
  throw invalidFields({ text: why });
}

/** Counted after auto-replace, which can make a text shorter. Throws `invalid_fields`. */
export function requireFits(segments: number, max: number): void {
  if (segments <= max) return;
  throw invalidFields({ text: `The text needs ${segments} segments; at most ${max} are sent. Shorten it.` });
}

/** GSM characters of one segment of several (3GPP TS 23.040 §9.2.3.24.1). */
const SEGMENT_LENGTH = 153;
/** No replacement makes a text that is meant to fit this many times shorter. */
const MAX_SHRINKAGE = 4;

/** Checked before auto-replace, whose work grows with the text. `length` in UTF-16 units. Throws `invalid_fields`. */
export function requireReplaceable(length: number, maxSegments: number): void {
  const max = maxSegments * SEGMENT_LENGTH * MAX_SHRINKAGE;
  if (length <= max) return;
  throw tooLong(length, maxSegments);
}

/** `invalid_fields` for a text of `length` UTF-16 units, whose segments are not counted. */
export function tooLong(length: number, maxSegments: number): AppError {
  const given = length.toLocaleString('en');
  return invalidFields({ text: `The text has ${given} characters, too many for ${maxSegments} segments. Shorten it.` });
}

/** `on`, `off`, `full` in any case, and true and false, which Messente's Java client makes of YAML's on and off. */
const autoReplace = z.preprocess(
  (value) =>
    typeof value === 'string' || typeof value === 'boolean'
      ? (SWITCH_WORDS.get(`${value}`.toLowerCase()) ?? value)
      : value,
  z.enum(AUTO_REPLACE_MODES, 'Use "off", "on" or "full".'),
);
const SWITCH_WORDS = new Map<string, (typeof AUTO_REPLACE_MODES)[number]>([
  ['off', 'off'],
  ['false', 'off'],
  ['on', 'on'],
  ['true', 'on'],
  ['full', 'full'],
]);

const sendAt = moment.superRefine((at, context) => {
  const aheadMs = at.getTime() - Date.now();
  if (aheadMs <= 0) context.addIssue({ code: 'custom', message: 'This time is past. Use a later one, or none.' });
  if (aheadMs > MAX_AHEAD_MS) context.addIssue({ code: 'custom', message: 'Use a time within a year from now.' });
});

const VALIDITY_MESSAGE = `Use whole minutes from 1 to ${MAX_VALIDITY_MIN} (7 days).`;
const validity = z.preprocess(
  // A form contains only text.
  (value) => (typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value),
  z.int(VALIDITY_MESSAGE).min(1, VALIDITY_MESSAGE).max(MAX_VALIDITY_MIN, VALIDITY_MESSAGE),
);

/** As an index into PRIORITY_NAMES. */
const priority = z.preprocess(
  (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  z.enum(PRIORITY_NAMES, 'Use "low", "regular" or "high".').transform((name) => PRIORITY_NAMES.indexOf(name)),
);

const reference = z
  .string('Send the reference as text.')
  .max(MAX_REFERENCE, `Use at most ${MAX_REFERENCE} characters.`)
  .superRefine((value, context) => {
    // Zod also runs this for a text that is too long.
    const problem = value === '' || value.length > MAX_REFERENCE ? null : nameProblem(value);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

/** For what is stored: the names of pairs are the caller's. */
const PAIRS_PROBLEM = 'A pair is not as it must be.';
const EXAMPLE_PAIRS = 'Use an object of texts, such as {"order": "1234"}.';
const metadata = z.custom<Record<string, string>>(isObject, EXAMPLE_PAIRS).superRefine((pairs, context) => {
  const problem = pairsProblem(Object.entries(pairs));
  if (problem) context.addIssue({ code: 'custom', message: problem, params: { stored: PAIRS_PROBLEM } });
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names are the caller's own, so the message names the pair. */
function pairsProblem(pairs: [name: string, value: unknown][]): string | null {
  if (pairs.length > MAX_PAIRS) return `Use at most ${MAX_PAIRS} pairs; these are ${pairs.length}.`;
  for (const [name, value] of pairs) {
    const shown = `"${shownName(name)}"`;
    if (name === '') return 'Use a name for every value.';
    if (name.length > MAX_PAIR_NAME) return `${shown}: names have at most ${MAX_PAIR_NAME} characters.`;
    if (typeof value !== 'string') return `${shown}: values are texts; put this one in quotes.`;
    if (value.length > MAX_PAIR_VALUE) return `${shown}: values have at most ${MAX_PAIR_VALUE} characters.`;
    const unseen = nameProblem(name);
    if (unseen) return `${shown}: ${unseen}`;
    if (!STORABLE.test(value)) return `${shown}: ${STORABLE_MESSAGE}`;
  }
  return null;
}

/** Everything but the recipient. */
const rest = {
  text,
  from: optional(senderValue),
  auto_replace: optional(autoReplace),
  /** Messente's name for `auto_replace`, as an alias. */
  autoconvert: optional(autoReplace),
  dlr_url: optional(webhookUrlText),
  send_at: optional(sendAt),
  validity: optional(validity),
  priority: optional(priority),
  reference: optional(reference),
  metadata: optional(metadata),
};

type AutoReplaceFields = {
  auto_replace?: AutoReplaceMode | null | undefined;
  autoconvert?: AutoReplaceMode | null | undefined;
};

/** Two names for one setting, of which only one may be sent. */
function requireOneName(input: AutoReplaceFields, context: z.RefinementCtx): void {
  if (input.auto_replace == null || input.autoconvert == null) return;
  const message = 'Send auto_replace or autoconvert, which is its alias, not both.';
  context.addIssue({ code: 'custom', path: ['autoconvert'], message });
}

/** One message of a batch. */
export const messageSchema = z
  .strictObject(
    { to: recipient, ...rest },
    strictObjectError('Use an object such as {"to": "+37255555555", "text": "Hello"}.'),
  )
  .superRefine(requireOneName);
export type MessageInput = z.output<typeof messageSchema>;

/** Body of POST /api/sms: one text to one recipient, or to each of a list. */
export const sendSchema = z
  .strictObject(
    { to: recipients, ...rest },
    strictObjectError('Send a JSON object such as {"to": "+37255555555", "text": "Hello"}.'),
  )
  .superRefine(requireOneName);
export type SendInput = z.output<typeof sendSchema>;

/** Body of POST /api/sms/batch. Each message is validated separately. */
export const batchSchema = z.strictObject(
  {
    messages: z
      .array(z.unknown(), 'Use a list of messages.')
      .min(1, 'Enter at least one message.')
      .max(MAX_MESSAGES, `Use at most ${SHOWN_MAX} messages in one batch.`),
  },
  strictObjectError('Send a JSON object such as {"messages": [{"to": "+37255555555", "text": "Hello"}]}.'),
);
