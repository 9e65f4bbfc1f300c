import * as z from 'zod';
import { parseHttpDate } from '../base/time/http-date';
import { type Address, isInRanges, parseAddress } from '../network/address';
import type { Target } from '../network/targets';

/** What webhooks may reach although it is not public: WEBHOOK_ALLOW_CIDRS as lib/runtime/env.ts parses it. */
export type AllowedRanges = readonly Target[];

const WEB_PORTS = new Set([80, 443]);
const FIRST_UNPRIVILEGED_PORT = 1024;

/** First group of 2000::/3, all that IANA has assigned as global unicast (RFC 4291 §2.4). */
const GLOBAL_UNICAST = 0x2000;

/** Azure's platform address answers metadata to virtual machines, yet lies in a public range. */
const PUBLIC_BUT_INTERNAL = new Set(['168.63.129.16']);

/**
 * Ports ≥ 1024 where other protocols listen, so that a report can never be used to speak to them. The Fetch standard's
 * "bad ports" (https://fetch.spec.whatwg.org/#port-blocking) and common databases, brokers and control planes.
 */
const SERVICE_PORTS = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 2775, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
  5432, 5433, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6432, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  9042, 9092, 9200, 9300, 10080, 10250, 11211, 15672, 26257, 27017, 27018, 27019,
]);

/**
 * Whether a webhook may connect to this IP address: public unicast, or inside the allowed ranges. With `port`, that must be
 * usable there too. Checked when the URL is saved and again with the resolved address when connecting, since a name can
 * change where it leads. False for what `parseAddress` refuses.
 */
export function mayConnectTo(ip: string, allow: AllowedRanges, port: number | null = null): boolean {
  const address = parseAddress(ip);
  if (!address) return false;
  if (allow.some((target) => isIn(address, target) && isPortOf(target, port))) return true;
  return isPublic(address) && (port === null || isWebPort(port));
}

function isIn(address: Address, [network, bits]: Target): boolean {
  return isInRanges(address, [[network, bits]]);
}

/** An allowed range does not make databases in it reachable: other ports than those of web servers must be named. */
function isPortOf([, , named]: Target, port: number | null): boolean {
  if (port === null) return true;
  return named === undefined ? isWebPort(port) : named === port;
}

/** Forms that embed an IPv4 address (NAT64, 6to4, Teredo, translated) are no `unicast` of the library's. */
function isPublic(address: Address): boolean {
  const isGlobal = !('parts' in address) || ((address.parts[0] ?? 0) & 0xe000) === GLOBAL_UNICAST;
  return isGlobal && address.range() === 'unicast' && !PUBLIC_BUT_INTERNAL.has(address.toString());
}

/**
 * Returns why delivery reports may not go to the host and port of a URL, as a sentence for the field; null when they may.
 * WHATWG has parsed the host (2130706433 and 0x7f.1 are 127.0.0.1). Names are checked again by address when connecting.
 */
export function webhookTargetProblem(url: URL, allow: AllowedRanges): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = portOf(url);
  const ip = literalAddress(host);
  if (ip) return addressUrlProblem(ip, port, allow);
  if (isLocalName(host) && allow.length === 0) {
    return 'Use a public host name. Names of a private network must be allowed by the operator (WEBHOOK_ALLOW_CIDRS).';
  }
  return isWebPort(port) || allow.some(([, , named]) => named === port) ? null : portProblem(port);
}

/** The address of a host that is known without DNS. RFC 6761: localhost and names below it are the loopback address. */
function literalAddress(host: string): string | null {
  if (host === 'localhost' || host.endsWith('.localhost')) return '127.0.0.1';
  return host.includes(':') || parseAddress(host) ? host : null;
}

function addressUrlProblem(ip: string, port: number, allow: AllowedRanges): string | null {
  if (mayConnectTo(ip, allow, port)) return null;
  if (mayConnectTo(ip, allow) && !isWebPort(port)) return portProblem(port);
  return 'Use a public address. Private ones must be allowed by the operator (WEBHOOK_ALLOW_CIDRS).';
}

/** Names that cannot be public: without a dot, or in the zones kept for private use (RFC 6762, ICANN's .internal). */
function isLocalName(host: string): boolean {
  return !host.includes('.') || host.endsWith('.internal') || host.endsWith('.local');
}

/** Returns the port of a URL, also where it is the default one. */
export function portOf({ port, protocol }: Pick<URL, 'port' | 'protocol'>): number {
  return port ? Number(port) : protocol === 'https:' ? 443 : 80;
}

function isWebPort(port: number): boolean {
  return WEB_PORTS.has(port) || (port >= FIRST_UNPRIVILEGED_PORT && !SERVICE_PORTS.has(port));
}

function portProblem(port: number): string {
  return `Use another port: ${port} belongs to a service that is not a web server. The operator can allow it by name (WEBHOOK_ALLOW_CIDRS).`;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Waiting time before each attempt, from the first on (Standard Webhooks 1.0.0, "Deliverability and reliability"). */
const SCHEDULE_MS = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

const JITTER = 0.2;
const LONGEST_RETRY_AFTER_MS = 24 * HOUR_MS;

/** Only 2xx is success: a redirect to a sign-in page must not swallow a report. */
export function isWebhookSuccess(httpStatus: number): boolean {
  return httpStatus >= 200 && httpStatus < 300;
}

/** 410 Gone: the receiver asks never to be called again (Standard Webhooks 1.0.0). */
export function stopsWebhook(httpStatus: number): boolean {
  return httpStatus === 410;
}

/**
 * Milliseconds to wait after failed attempt number `attempt` (from 1); null when it was the last. ±20 % at random so that
 * reports that failed together do not return together; never earlier than the receiver's Retry-After, at most 24 h.
 * `random` gives 0 ≤ x < 1.
 */
export function webhookRetryDelayMs(attempt: number, retryAfterMs: number | null, random: () => number): number | null {
  const planned = SCHEDULE_MS[attempt];
  if (planned === undefined) return null;
  const jittered = Math.round(planned * (1 - JITTER + 2 * JITTER * random()));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}

/**
 * Milliseconds from a Retry-After header (RFC 9110 §10.2.3: seconds or a date), 0 for a date in the past and at most 24 h;
 * null when absent or unreadable.
 */
export function parseRetryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const value = header.trim();
  const at = parseHttpDate(value, now.getTime());
  const waitMs = /^\d+$/.test(value) ? Number(value) * SECOND_MS : at === null ? null : Math.max(at - now.getTime(), 0);
  return waitMs === null ? null : Math.min(waitMs, LONGEST_RETRY_AFTER_MS);
}

/** Stable codes for attempts without a usable answer (`webhook_attempt.error`), each with the sentence people read. */
export const WEBHOOK_ERRORS = {
  timeout: 'The receiver did not answer within 15 seconds.',
  blocked_address: 'The URL leads to an address that webhooks may not reach.',
  connection_refused: 'Nothing accepts connections at this address and port.',
  connection_failed: 'The connection broke before an answer came.',
  dns_failure: 'The host name could not be resolved.',
  tls_failure: 'No trusted encrypted connection could be made.',
  invalid_answer: 'The receiver’s answer is not valid HTTP.',
  secret_unreadable: 'The webhook secret of the key or account cannot be read with the configured SECRETS_KEYS.',
  invalid_url: 'The stored URL is not a valid http or https URL. The report was not sent; correct the DLR webhook.',
  target_disabled: 'The endpoint or URL is disabled. The report was not sent; enable it, then resend the report.',
  endpoint_removed: 'The endpoint was removed. The report was not sent.',
  internal_error: 'Postern failed while it handled the report. The cause is in its log.',
  worker_lost: 'The worker stopped during the attempt. The receiver may have got the report; it is sent again.',
  claim_limit: 'The worker stopped each time it handled the report. No more attempts are made.',
} as const;

export type WebhookError = keyof typeof WEBHOOK_ERRORS;

/** Errors of reports that are not sent, now or later. */
export function isUnsent(error: WebhookError): boolean {
  return error === 'invalid_url' || error === 'target_disabled' || error === 'endpoint_removed';
}

/** The text of a webhook URL: `callableUrl` judges what it says. Surrounding blanks come from pasting. */
export const webhookUrlText = z.string('Send the webhook URL as text.').trim();
