import { LRUCache } from 'lru-cache';
import { parseWebUrl } from '../network/web-url';
import {
  accountEncryptionContext,
  endpointEncryptionContext,
  keyEncryptionContext,
} from '../secrets/encryption-contexts';
import { type EncryptionContext, unseal } from '../secrets/seal';
import { type EndpointRow, storedHeaders } from './endpoints/view';
import type { Destination } from './formats/request';
import type { HeldReport } from './queue';
import type { WebhookError } from './rules';
import { type SigningKey, signingKey } from './signature';

/** What is read of an endpoint to send to it. */
export type SendingEndpoint = Pick<
  EndpointRow,
  'id' | 'url' | 'format' | 'headers' | 'secret' | 'previousSecret' | 'previousValidUntil'
>;

/** URLs, keys and headers that are used at the same time. */
const CACHE_SIZE = 4_000;

type Secret = { text: string; key: SigningKey };

const urls = new LRUCache<string, URL>({ max: CACHE_SIZE });
const secrets = new LRUCache<string, Secret>({ max: CACHE_SIZE });
const headersOf = new LRUCache<string, Record<string, string>>({ max: CACHE_SIZE });

type Found = { to: Destination; error: null } | { to: null; error: WebhookError };

type Owner = {
  /** Of a report to an endpoint; null for one to the URL of a request, key or account. */
  endpoint: SendingEndpoint | null;
  /** Sealed, of the key or account, during the overlap of a rotation. */
  previousSecret: string | null;
};

/** Returns where a report goes at time `at` and what signs it, or why it cannot be sent. */
export function destinationOf(report: HeldReport, { endpoint, previousSecret }: Owner, at: Date): Found {
  const url = urlOf(endpoint?.url ?? report.url);
  if (!url) return failed('invalid_url');
  const own = endpoint ? ofEndpoint(endpoint, at) : ofKeyOrAccount(report, previousSecret);
  const [current] = own?.secrets ?? [];
  if (!own || !current) return failed('secret_unreadable');
  return {
    to: {
      url,
      format: own.format,
      headers: own.headers,
      secret: current.text,
      keys: own.secrets.map(({ key }) => key),
    },
    error: null,
  };
}

function failed(error: WebhookError): Found {
  return { to: null, error };
}

type Own = Pick<Destination, 'format' | 'headers'> & { secrets: Secret[] };

function ofEndpoint(endpoint: SendingEndpoint, at: Date): Own | null {
  const { id, format, secret, previousSecret, previousValidUntil } = endpoint;
  const isOverlapping = previousValidUntil !== null && previousValidUntil > at;
  const context = endpointEncryptionContext.secret(id);
  const found = secretsOf([secret, isOverlapping ? previousSecret : null], context);
  const headers = customHeaders(endpoint);
  return found && headers && { format, headers, secrets: found };
}

function ofKeyOrAccount({ webhookSecret, apiKeyId, accountId }: HeldReport, previousSecret: string | null): Own | null {
  if (webhookSecret === null) return null;
  const context = apiKeyId
    ? keyEncryptionContext.webhookSecret(apiKeyId)
    : accountEncryptionContext.webhookSecret(accountId);
  const found = secretsOf([webhookSecret, previousSecret], context);
  return found && { format: 'standard', headers: {}, secrets: found };
}

/** The current secret must be readable. A previous one that is not only has no signature. */
function secretsOf([current, previous]: [string, string | null], context: EncryptionContext): Secret[] | null {
  const first = secretOf(current, context);
  const second = previous === null ? null : secretOf(previous, context);
  return first && (second ? [first, second] : [first]);
}

/** Cached with the row that the secret is sealed for: moved to another, the sealed secret stays unreadable. */
function secretOf(sealed: string, context: EncryptionContext): Secret | null {
  const name = `${context.id} ${sealed}`;
  const cached = secrets.get(name);
  if (cached) return cached;
  try {
    const text = unseal(sealed, context);
    const secret = { text, key: signingKey(text) };
    secrets.set(name, secret);
    return secret;
  } catch {
    return null;
  }
}

function customHeaders({ id, headers }: SendingEndpoint): Record<string, string> | null {
  if (headers === null) return {};
  const name = `${id} ${headers}`;
  const cached = headersOf.get(name);
  if (cached) return cached;
  try {
    const parsed = storedHeaders({ id, headers });
    headersOf.set(name, parsed);
    return parsed;
  } catch {
    return null;
  }
}

function urlOf(text: string): URL | null {
  const cached = urls.get(text);
  if (cached) return cached;
  const { url } = parseWebUrl(text);
  if (url) urls.set(text, url);
  return url;
}
