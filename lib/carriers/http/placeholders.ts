import { PRIORITY_NAMES, REGULAR } from '../../messages/rules';
import type { Submission } from '../carrier';

/** All that a template can contain. */
export type TemplateSource = {
  submission: Submission;
  /** The carrier's secrets by name. */
  secrets: Readonly<Record<string, string>>;
  /** The URL of this carrier's receipts for this message. */
  dlrUrl: string;
  nowMs: number;
  /** The longest validity that the carrier accepts. */
  maxValidityMinutes: number;
};

type PlaceholderRule = {
  /** The value as one phrase, for the list of placeholders in the console and the documentation. */
  about: string;
  value(source: TemplateSource): string;
  /** The value is a number, which `:number` can make one of JSON. */
  isNumber?: true;
  /** The value consists of letters, digits, `-`, `+` and `_` alone, so it can be anywhere. */
  isPlain?: true;
};

const MINUTE_MS = 60_000;
/** `coding` of Kannel's sendsms interface: 0 is the 7-bit alphabet, 2 is UCS-2. */
const KANNEL_CODING = { gsm7: '0', ucs2: '2' };

/** Every placeholder of a template apart from `secret.NAME`. */
const RULES = {
  recipient: {
    about: 'recipient in E.164: +37255555555',
    value: ({ submission }) => submission.recipient,
    isPlain: true,
  },
  recipient_digits: {
    about: 'recipient without the +: 37255555555',
    value: ({ submission }) => submission.recipient.replace(/^\+/, ''),
    isPlain: true,
  },
  sender: { about: 'sender ID; empty when the message has none', value: ({ submission }) => submission.sender ?? '' },
  sender_digits: {
    about: 'sender ID, a number without its +',
    value: ({ submission }) => (submission.sender ?? '').replace(/^\+(?=\d+$)/, ''),
  },
  text: { about: 'text of the message', value: ({ submission }) => submission.text },
  text_hex_ucs2: {
    about: 'text as UCS-2 (UTF-16, big-endian) in hexadecimal',
    value: ({ submission }) => hexUcs2(submission.text),
    isPlain: true,
  },
  message_id: { about: 'id of the message in Postern', value: ({ submission }) => submission.messageId, isPlain: true },
  attempt: {
    about: 'number of the attempt, from 1',
    value: ({ submission }) => String(submission.attempt),
    isNumber: true,
    isPlain: true,
  },
  encoding: { about: 'gsm7 or ucs2', value: ({ submission }) => submission.encoding, isPlain: true },
  coding: {
    about: '0 for GSM 7-bit, 2 for UCS-2, as Kannel writes it',
    value: ({ submission }) => KANNEL_CODING[submission.encoding],
    isNumber: true,
    isPlain: true,
  },
  segments: {
    about: 'number of segments',
    value: ({ submission }) => String(submission.segments),
    isNumber: true,
    isPlain: true,
  },
  priority: {
    about: '0 low, 1 regular, 2 high',
    value: ({ submission }) => String(submission.priority),
    isNumber: true,
    isPlain: true,
  },
  priority_name: {
    about: 'low, regular or high',
    value: ({ submission }) => PRIORITY_NAMES[submission.priority] ?? (PRIORITY_NAMES[REGULAR] as string),
    isPlain: true,
  },
  validity_minutes: {
    about: 'minutes that the message is still valid for, at least 1',
    value: (source) => String(validityMinutes(source)),
    isNumber: true,
    isPlain: true,
  },
  validity_seconds: {
    about: 'the same in seconds',
    value: (source) => String(validityMinutes(source) * 60),
    isNumber: true,
    isPlain: true,
  },
  valid_until: {
    about: 'the end of the validity: 2026-11-28T12:00:00.000Z',
    value: ({ submission }) => submission.validUntil.toISOString(),
  },
  possible_duplicate: {
    about: '1 when an earlier attempt may have reached the carrier, else 0',
    value: ({ submission }) => (submission.possibleDuplicate ? '1' : '0'),
    isNumber: true,
    isPlain: true,
  },
  dlr_url: { about: 'URL for the receipts of this message', value: ({ dlrUrl }) => dlrUrl },
} satisfies Record<string, PlaceholderRule>;

export type PlaceholderName = keyof typeof RULES;

export const PLACEHOLDER_NAMES = Object.keys(RULES) as PlaceholderName[];

/** The placeholders with their meaning, in the order in which people read them. */
export const PLACEHOLDERS: readonly { name: PlaceholderName; about: string }[] = PLACEHOLDER_NAMES.map((name) => ({
  name,
  about: RULES[name].about,
}));

export function placeholderRule(name: PlaceholderName): PlaceholderRule {
  return RULES[name];
}

export function isPlaceholder(name: string): name is PlaceholderName {
  return Object.hasOwn(RULES, name);
}

/** Names that the documentation of carriers uses for the same values. */
const OTHER_NAMES: Record<string, PlaceholderName> = {
  to: 'recipient',
  phone: 'recipient',
  number: 'recipient',
  msisdn: 'recipient',
  destination: 'recipient',
  from: 'sender',
  source: 'sender',
  body: 'text',
  message: 'text',
  msg: 'text',
  content: 'text',
  id: 'message_id',
  reference: 'message_id',
  validity: 'validity_minutes',
  ttl: 'validity_seconds',
  callback: 'dlr_url',
  dlr: 'dlr_url',
  charset: 'encoding',
  parts: 'segments',
};

/** Returns the placeholder that a text which is none most probably means, by the name that carriers use for it. */
export function otherName(name: string): PlaceholderName | null {
  const known = name.toLowerCase();
  return Object.hasOwn(OTHER_NAMES, known) ? (OTHER_NAMES[known] ?? null) : null;
}

function validityMinutes({ submission, nowMs, maxValidityMinutes }: TemplateSource): number {
  const left = Math.ceil((submission.validUntil.getTime() - nowMs) / MINUTE_MS);
  return Math.min(Math.max(left, 1), maxValidityMinutes);
}

function hexUcs2(text: string): string {
  let hex = '';
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(4, '0');
  return hex.toUpperCase();
}
