import { availableParallelism } from 'node:os';
import * as z from 'zod';
import { AppError } from '../base/errors';
import { processSingleton } from '../base/process-singleton';
import { shownName } from '../base/shown-name';
import type { Range } from '../network/address';
import { type BadLine, parseAddressList, parseRange } from '../network/ranges';
import { parseTargets } from '../network/targets';
import { nameProblem } from '../text/visible';
import { parseDatabaseUrl } from './database-address';

const KEY_BYTES = 32;
/** Every carrier takes ten segments, and the limit bounds the cost of a mistake. */
const DEFAULT_MAX_SEGMENTS = 10;

/** Far more than any machine uses: a typing mistake must not start thousands of processes. */
const MAX_PROCESSES = 256;
/** Minutes of work for one worker, and less than a gigabyte of queue. */
const DEFAULT_MAX_QUEUED = 2_000_000;
const DEFAULT_WEBHOOK_LOG_DAYS = 30;

/** A queue that moves is a few seconds old. */
const DEFAULT_ALERT_QUEUE_S = 300;

/** Twelve hours: a working day in one go, and not the next one. */
const DEFAULT_IDLE_MINUTES = 720;

const text = z.string().trim();
const port = z.coerce.number('must be a number').int().min(0).max(65535, 'must be a port, 0 to 65535');
const processCount = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(MAX_PROCESSES, `must be at most ${MAX_PROCESSES}`);

/** `id:base64,…`: the first key encrypts, all decrypt. Each key has 32 bytes. */
const keyRing = text.transform((value, context) => {
  const ring = new Map<string, Buffer>();
  for (const entry of value.split(',').filter(Boolean)) {
    const [id = '', base64 = ''] = entry.trim().split(':');
    const key = Buffer.from(base64, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || key.length !== KEY_BYTES) {
      context.addIssue({ code: 'custom', message: 'must be id:base64 pairs of 32 bytes each, separated by commas' });
      return z.NEVER;
    }
    ring.set(id, key);
  }
  if (ring.size === 0) {
    context.addIssue({ code: 'custom', message: 'must contain at least one id:base64 pair' });
    return z.NEVER;
  }
  return ring;
});

const cidrList = text.transform((value, context): Range[] => {
  const { entries, problems } = parseAddressList(value);
  for (const problem of problems) context.addIssue({ code: 'custom', message: badEntry(problem) });
  return entries.map(parseRange).filter((range) => range !== null);
});

const targetList = text.transform((value, context) => {
  const { targets, problems } = parseTargets(value);
  for (const problem of problems) context.addIssue({ code: 'custom', message: badEntry(problem) });
  return targets;
});

function badEntry({ text: entry, message }: BadLine): string {
  return `has "${shownName(entry)}", which is not an address or CIDR range: ${message}`;
}

const databaseUrl = text.superRefine((value, context) => {
  try {
    parseDatabaseUrl(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

/** Sign-in depends on the issuer, so only this machine may be reached without encryption. */
const issuer = text.regex(
  /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])[^\s?#]+$/,
  'must be the https address of an OpenID Connect issuer',
);

const schema = z.object({
  PORT: port.default(3000),
  HOST: text.min(1).default('127.0.0.1'),
  POSTERN_ROLE: z.enum(['all', 'console', 'api', 'worker'], 'must be all, console, api or worker').default('all'),
  WEB_PROCESSES: processCount.default(() => Math.ceil(availableParallelism() / 2)),
  WORKER_PROCESSES: processCount.default(() => Math.ceil(availableParallelism() / 4)),
  DATABASE_URL: databaseUrl,
  POSTERN_DATA_DIR: text.min(1).default('.data'),
  POSTERN_URL: z
    .url({ protocol: /^https?$/, error: 'must be the http(s) address people open in their browser' })
    .optional(),
  POSTERN_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  POSTERN_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').max(256).optional(),
  TRUSTED_PROXIES: cidrList.prefault(''),
  SECRETS_KEYS: keyRing,
  SECRETS_PEPPERS: keyRing,
  WEBHOOK_ALLOW_CIDRS: targetList.prefault(''),
  CARRIER_ALLOW_CIDRS: cidrList.prefault(''),
  ALERT_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  ALERT_QUEUE_SECONDS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(86_400, 'must be at most 86400')
    .default(DEFAULT_ALERT_QUEUE_S),
  MAX_SEGMENTS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1)
    .max(255, 'must be 1 to 255')
    .default(DEFAULT_MAX_SEGMENTS),
  WEBHOOK_LOG_DAYS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(7, 'must be 7 to 3650')
    .max(3_650, 'must be 7 to 3650')
    .default(DEFAULT_WEBHOOK_LOG_DAYS),
  MAX_QUEUED_MESSAGES: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(2_000_000_000, 'must be at most 2000000000')
    .default(DEFAULT_MAX_QUEUED),
  SESSION_IDLE_MINUTES: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(5, 'must be at least 5')
    .max(20_160, 'must be at most 20160')
    .default(DEFAULT_IDLE_MINUTES),
  OPERATOR_TWO_FACTOR: z.enum(['optional', 'required'], 'must be optional or required').default('optional'),
  CREDIT_CURRENCY: text
    .min(1)
    .max(10, 'must have at most 10 characters')
    .refine((name) => nameProblem(name) === null, 'must have only visible characters')
    .default('EUR'),
  OPERATOR_TOKEN: text.min(32, 'must have at least 32 characters').optional(),
  METRICS_TOKEN: text.min(16, 'must have at least 16 characters').optional(),
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: text.min(1).optional(),
  OIDC_CLIENT_SECRET: text.min(1).optional(),
  OIDC_NAME: text
    .min(1)
    .max(40, 'must have at most 40 characters')
    .refine((name) => nameProblem(name) === null, 'must have only visible characters')
    .default('single sign-on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Env = z.infer<typeof schema>;

/** Names of all settings. */
export const SETTINGS: string[] = Object.keys(schema.shape);

const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
const OIDC_TOGETHER = `${OIDC.join(', ')} go together: set all or none`;

/**
 * Parses settings. An empty variable is not set. Throws `invalid_configuration` whose message names each invalid variable
 * and its rule, one line each; values are never repeated, since some are secret.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(present);
  const missing = OIDC.filter((name) => present[name] === undefined);
  const incomplete =
    missing.length === OIDC.length ? [] : missing.map((name) => `${name} is not set; ${OIDC_TOGETHER}`);
  if (parsed.success && incomplete.length === 0) return parsed.data;
  const lines = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return present[name] === undefined ? `${name} is not set` : `${name} ${issue.message}`;
  });
  throw new AppError('invalid_configuration', [...new Set(lines), ...incomplete].join('\n'));
}

/** Returns this process's settings, parsed on first use. Throws `invalid_configuration`. */
export function env(): Env {
  return processSingleton('env', () => parseEnv(process.env));
}

/** Returns the address of the console without a trailing slash. */
export function publicUrl(): string {
  const { POSTERN_URL, PORT } = env();
  return (POSTERN_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, '');
}

export type OidcSettings = { issuer: string; clientId: string; clientSecret: string; name: string };

/** Returns the settings of the OpenID Connect provider, or null when none is configured. */
export function oidcSettings(): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name } = env();
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret, name } : null;
}

/** Sets the only variable from which next-auth 4 reads the console's address. */
export function setNextAuthUrl(): void {
  process.env.NEXTAUTH_URL = publicUrl();
}
