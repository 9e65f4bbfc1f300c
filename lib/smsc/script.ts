import fs from 'node:fs';
import * as z from 'zod';
import { AppError } from '../base/errors';
import { COMMAND_STATUSES, parseStatusCode } from '../carriers/smpp/command-status';

const MOST_MS = 3_600_000;

const milliseconds = z
  .number('Write a number of milliseconds, or [from, to].')
  .min(0, 'A time cannot be negative.')
  .max(MOST_MS, 'Use at most an hour.');
/** A number of milliseconds, or from and to, between which it is random. */
const rangeSchema = z
  .union([milliseconds, z.tuple([milliseconds, milliseconds])], 'Write a number of milliseconds, or [from, to].')
  .transform((value): [number, number] => (typeof value === 'number' ? [value, value] : value));

const shareRule = 'A share is a number from 0 to 1.';
const shareSchema = z.number(shareRule).min(0, shareRule).max(1, shareRule);

const seconds = z
  .number('Write a number of seconds.')
  .positive('It must be above 0.')
  .max(86_400, 'Use at most a day.');
const count = z.int('Write a whole number.').min(1, 'It must be at least 1.').max(1e9, 'It must be at most 1e9.');

const CODES = new Map(COMMAND_STATUSES.map(({ name, code }) => [name, code]));
const statusSchema = z
  .union([z.string(), z.int()], 'Write a status such as ESME_RSYSERR or 0x08.')
  .transform((value, context) => {
    const text = String(value);
    const code = CODES.get(text) ?? parseStatusCode(text);
    if (code !== null) return code;
    context.addIssue({ code: 'custom', message: `"${text}" is no status. Write it as ESME_RSYSERR, 0x08 or 8.` });
    return z.NEVER;
  });

/** A regular expression for recipients, as SMPP has them: without +. */
const recipientSchema = z.string('Write a regular expression.').transform((text, context) => {
  try {
    return new RegExp(text);
  } catch {
    context.addIssue({ code: 'custom', message: `"${text}" is no regular expression.` });
    return z.NEVER;
  }
});

export const RECEIPT_STATES = {
  ...{ SCHEDULED: 0, ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, UNKNOWN: 7, REJECTD: 8 },
} as const;
export type ReceiptState = keyof typeof RECEIPT_STATES;
const STATES = Object.keys(RECEIPT_STATES) as ReceiptState[];
const stateSchema = z.enum(STATES, `A state is one of ${STATES.join(', ')}.`);

export const ID_FORMS = ['same', 'hex', 'decimal', 'padded', 'upper', 'lower'] as const;
export type IdForm = (typeof ID_FORMS)[number];
const idFormSchema = z.enum(ID_FORMS, `An id form is one of ${ID_FORMS.join(', ')}.`);

const answersSchema = z.strictObject({
  delayMs: rangeSchema.default([0, 0]),
  /** The first that matches refuses the message. */
  errors: z
    .array(z.strictObject({ status: statusSchema, share: shareSchema.default(1), to: recipientSchema.optional() }))
    .default([]),
  throttleAbovePerSecond: count.optional(),
  throttleStatus: statusSchema.default(0x58),
  /** Messages that are taken and never answered. */
  lost: shareSchema.default(0),
});

const receiptsSchema = z.strictObject({
  delayMs: rangeSchema.default([0, 0]),
  missing: shareSchema.default(0),
  /** Weight of each state. */
  states: z
    .partialRecord(stateSchema, z.number('A weight is a number.').min(0, 'A weight is at least 0.'))
    .default({ DELIVRD: 1 }),
  /** The first that matches decides the state; null for no receipt. */
  rules: z.array(z.strictObject({ to: recipientSchema, state: stateSchema.nullable() })).default([]),
  /** Form of the id in the receipt, against that of the response; of a list, a random one. */
  ids: z
    .union(
      [idFormSchema, z.array(idFormSchema).min(1, 'Name at least one form.')],
      `An id form is one of ${ID_FORMS.join(', ')}.`,
    )
    .transform((value) => (typeof value === 'string' ? [value] : value))
    .default(['same']),
  form: z.enum(['text', 'tlv', 'both'], 'Choose text, tlv or both.').default('both'),
  /** Text with {id}, {stat}, {err}, {submitDate} and {doneDate}. */
  template: z.string().max(254, 'Use at most 254 characters.').optional(),
  /** Sent before the response to the submission. */
  early: shareSchema.default(0),
  /** Sent twice. */
  duplicate: shareSchema.default(0),
  /** Followed by a late ENROUTE. */
  outOfOrder: shareSchema.default(0),
  /** Nothing is delivered for `seconds`, every `everySeconds`. */
  gap: z.strictObject({ everySeconds: seconds, seconds }).optional(),
});

const whenSchema = { everySeconds: seconds.optional(), afterPdus: count.optional() };

export const GARBAGE_KINDS = [
  ...(['short_length', 'false_length', 'huge_length', 'random', 'huge_tlvs'] as const),
  ...(['unknown_command', 'garbage_receipt', 'truncated'] as const),
] as const;

const inboundSchema = z.strictObject({
  from: z.string().min(1, 'Write the number it comes from.').max(20, 'Use at most 20 characters.'),
  to: z.string().min(1, 'Write the number it is sent to.').max(20, 'Use at most 20 characters.'),
  text: z.string().max(2_000, 'Use at most 2,000 characters.'),
  /** Without it the message comes once. */
  perSecond: z.number('Write a number.').positive('It must be above 0.').max(10_000, 'Use at most 10,000.').optional(),
  afterMs: milliseconds.default(0),
  form: z.enum(['udh8', 'udh16', 'sar', 'payload'], 'Choose udh8, udh16, sar or payload.').default('udh8'),
});

export const smscScriptSchema = z.strictObject({
  /** Seed of everything random. */
  seed: z.int('The seed is a whole number.').default(1),
  systemId: z.string().max(64).optional(),
  password: z.string().max(64).optional(),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional(),
  /** Refuses the first binds, or a share of them. */
  refuseBinds: z
    .strictObject({ status: statusSchema, first: count.optional(), share: shareSchema.optional() })
    .optional(),
  messageIds: z.enum(['decimal', 'hex', 'uuid'], 'Choose decimal, hex or uuid.').default('decimal'),
  answers: answersSchema.prefault({}),
  receipts: receiptsSchema.prefault({}),
  /** deliver_sm of one bind that wait for their response. */
  deliverWindow: count.default(100),
  /** Delay before a deliver_sm that was refused is sent again. */
  repeatAfterMs: milliseconds.default(1_000),
  disconnect: z
    .strictObject({ ...whenSchema, how: z.enum(['reset', 'unbind'], 'Choose reset or unbind.').default('reset') })
    .optional(),
  inbound: z.array(inboundSchema).default([]),
  garbage: z
    .array(
      z.strictObject({ ...whenSchema, kind: z.enum(GARBAGE_KINDS, `A kind is one of ${GARBAGE_KINDS.join(', ')}.`) }),
    )
    .default([]),
});

export type SmscScript = z.infer<typeof smscScriptSchema>;
export type SmscScriptInput = z.input<typeof smscScriptSchema>;
export type InboundScript = SmscScript['inbound'][number];
export type GarbageKind = (typeof GARBAGE_KINDS)[number];

/** Returns the script with its defaults. Throws AppError that names every invalid field and the fix. */
export function parseScript(value: unknown): SmscScript {
  const parsed = smscScriptSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'script'}: ${message}`);
  throw new AppError('invalid_request', `The script is invalid.\n${problems.join('\n')}`);
}

/** Reads a script from a file. Throws AppError that names what is invalid. */
export function readScript(file: string): SmscScriptInput {
  const value = parseJson(file, readText(file));
  parseScript(value);
  return value as SmscScriptInput;
}

/** Returns PEM text that is written as such or as the path of a file. Throws AppError. */
export function readPem(value: string): string {
  return value.includes('-----BEGIN') ? value : readText(value);
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('invalid_request', `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid_request', `${file} is not JSON: ${(error as Error).message}`);
  }
}
