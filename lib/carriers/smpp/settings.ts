import * as z from 'zod';
import { parseStatusCode, STATUS_EFFECTS } from './command-status';

const MAX_TLV_OCTETS = 255;

/** A C-octet string: its longest form is one octet less than SMPP's limit, which counts the NUL. */
const cString = (field: string, longest: number) =>
  z
    .string(`Enter ${field}.`)
    .max(longest, `Use at most ${longest} characters for ${field}.`)
    .regex(/^[\x20-\x7e]*$/, `Use only ASCII characters for ${field}.`);

const whole = (what: string, min: number, max: number) => {
  const rule = `${what} must be a whole number from ${min} to ${max}.`;
  return z.number(rule).int(rule).min(min, rule).max(max, rule);
};

const octet = (what: string) => whole(what, 0, 255);

const tonNpiSchema = z
  .strictObject({ ton: octet('TON'), npi: octet('NPI') })
  .nullable()
  .default(null);

const HEX_OCTETS = /^(?:[0-9a-f]{2})*$/i;
const FINGERPRINT = /^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/;
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;

const tlsSchema = z.strictObject({
  enabled: z.boolean().default(false),
  /** PEM certificates that the carrier's certificate must lead to, instead of the public authorities. */
  ca: z
    .string()
    .max(65_536, 'Use at most 64 KiB of certificates.')
    .regex(PEM, 'Paste the certificate in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE.')
    .nullable()
    .default(null),
  /** Name in the certificate, when it differs from the host. */
  serverName: z.string().min(1).max(253, 'Use a name of at most 253 characters.').nullable().default(null),
  /** SHA-256 of the carrier's certificate. Without `ca`, it replaces the check of issuer and name. */
  fingerprint256: z
    .string()
    .transform((text) => withColons(text))
    .pipe(z.string().regex(FINGERPRINT, 'Enter the SHA-256 fingerprint: 64 hex digits, with or without colons.'))
    .nullable()
    .default(null),
});

function withColons(text: string): string {
  const digits = text.replace(/^sha-?256[:= ]*/i, '').replace(/[\s:]/g, '');
  return digits.toUpperCase().replace(/(..)(?=.)/g, '$1:');
}

const customTlvSchema = z
  .strictObject({
    tag: whole('The tag', 0, 0xffff),
    kind: z.enum(['text', 'hex'], 'Choose text or hex.').default('text'),
    value: z.string().max(2 * MAX_TLV_OCTETS, `Use at most ${MAX_TLV_OCTETS} octets.`),
  })
  .refine(({ kind, value }) => kind === 'text' || HEX_OCTETS.test(value), {
    message: 'Write two hex digits for each octet.',
    path: ['value'],
  })
  .refine(({ kind, value }) => kind === 'hex' || (value.length <= MAX_TLV_OCTETS && /^[\x20-\xff]*$/.test(value)), {
    message: `Use at most ${MAX_TLV_OCTETS} Latin-1 characters.`,
    path: ['value'],
  });

const overridesSchema = z
  .record(z.string(), z.enum(STATUS_EFFECTS, 'Choose reject, retry or throttle.'))
  .superRefine((overrides, context) => {
    for (const code of Object.keys(overrides)) {
      if (parseStatusCode(code) !== null) continue;
      const message = `"${code}" is no status code. Write it as 0x58 or 88.`;
      context.addIssue({ code: 'custom', path: [code], message });
    }
  });

/** Settings of an SMPP carrier. The password is stored separately. */
export const smppSettingsSchema = z.strictObject({
  host: z
    .string('Enter the host name or address.')
    .trim()
    .min(1, 'Enter the host name or address.')
    .max(253, 'Use a host name of at most 253 characters.')
    .regex(/^[\w.:-]+$/, 'Enter a host name or address without a scheme, port or spaces.'),
  port: whole('The port', 1, 65_535).default(2775),
  // SMPP 3.4 allows 15 characters; carriers exceed that.
  systemId: cString('the system id', 64),
  systemType: cString('the system type', 12).default(''),
  tls: tlsSchema.prefault({}),
  bindMode: z
    .enum(['transceiver', 'transmitter_receiver'], 'Choose transceiver or transmitter_receiver.')
    .default('transceiver'),
  binds: whole('The number of binds', 1, 20).default(1),
  /** PDUs of one bind that wait for their response. */
  window: whole('The window', 1, 1_000).default(10),
  enquireLinkSeconds: whole('The interval of enquire_link', 1, 3_600).default(30),
  responseTimeoutSeconds: whole('The response timeout', 1, 600).default(30),
  /** How a text in the GSM alphabet is written: as data_coding 0, 3 or 1. */
  defaultAlphabet: z.enum(['gsm', 'latin1', 'ascii'], 'Choose gsm, latin1 or ascii.').default('gsm'),
  longMessages: z.enum(['udh8', 'udh16', 'sar', 'payload'], 'Choose udh8, udh16, sar or payload.').default('udh8'),
  /** TON and NPI instead of the automatic ones. */
  addressing: z
    .strictObject({
      alphanumeric: tonNpiSchema,
      shortCode: tonNpiSchema,
      international: tonNpiSchema,
      recipient: tonNpiSchema,
    })
    .prefault({}),
  serviceType: cString('the service type', 5).default(''),
  /** 0: no receipts; 1: one with the outcome. Other values are bits of SMPP 3.4 §5.2.17. */
  registeredDelivery: octet('registered_delivery').default(1),
  /** priority_flag for each priority of a message. */
  priorityFlags: z
    .strictObject({
      low: octet('The priority flag').default(0),
      regular: octet('The priority flag').default(0),
      high: octet('The priority flag').default(1),
    })
    .prefault({}),
  validity: z.enum(['relative', 'absolute', 'none'], 'Choose relative, absolute or none.').default('relative'),
  customTlvs: z.array(customTlvSchema).max(20, 'Use at most 20 TLVs.').default([]),
  commandStatus: overridesSchema.default({}),
  /** How the message id of a receipt becomes that of the response to the submission. */
  receiptIds: z
    .enum(['auto', 'same', 'hex_to_decimal', 'decimal_to_hex'], 'Choose auto, same, hex_to_decimal or decimal_to_hex.')
    .default('auto'),
});

export type SmppSettings = z.infer<typeof smppSettingsSchema>;

/** Secrets of an SMPP carrier, stored sealed. */
export const smppSecretsSchema = z.strictObject({ password: cString('the password', 64) });

export type SmppSecrets = z.infer<typeof smppSecretsSchema>;
