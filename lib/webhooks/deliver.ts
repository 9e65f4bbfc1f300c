import { LRUCache } from 'lru-cache';
import type { Dispatcher } from 'undici';
import packageJson from '../../package.json';
import { parseWebUrl } from '../network/web-url';
import { publicUrl } from '../runtime/env';
import { accountEncryptionContext, keyEncryptionContext } from '../secrets/encryption-contexts';
import { unseal } from '../secrets/seal';
import { post, type WebhookAnswer } from './post';
import type { HeldReport } from './queue';
import { deliverToReceiver } from './receiver/deliver';
import { isReceiverUrl, receiverToken } from './receiver/rules';
import { isWebhookSuccess, stopsWebhook, type WebhookError, webhookRetryDelayMs } from './rules';
import type { AttemptResult } from './settle';
import { type SigningKey, signatureHeaders, signingKey } from './signature';

const USER_AGENT = `Postern/${packageJson.version}`;

/** Targets and keys that are used at the same time. */
const CACHE_SIZE = 2_000;

/** `receiver`: the token of a built-in receiver of this installation. */
type Target = { origin: string; path: string; receiver: string | null };

const targets = new LRUCache<string, Target>({ max: CACHE_SIZE });
const signingKeys = new LRUCache<string, SigningKey>({ max: CACHE_SIZE });

export type DeliveryDependencies = {
  agent: Dispatcher;
  random: () => number;
  timeoutMs?: number;
  /** Called with what sending threw, for the log. */
  onError?: (error: unknown, report: HeldReport) => void;
};

/** Signs and sends a report once and returns what follows. Writes nothing; never throws: what throws is a failed attempt. */
export async function deliver(report: HeldReport, dependencies: DeliveryDependencies): Promise<AttemptResult> {
  const startedAt = new Date();
  const answer = await send(report, startedAt, dependencies).catch((error: unknown) => {
    dependencies.onError?.(error, report);
    return withoutAnswer('internal_error');
  });
  return {
    reportId: report.id,
    accountId: report.accountId,
    rowId: report.rowId,
    attempt: report.attempt,
    httpStatus: answer.httpStatus,
    error: answer.error,
    response: answer.response,
    durationMs: Date.now() - startedAt.getTime(),
    ...whatFollows(report.attempt, answer, dependencies.random),
  };
}

async function send(report: HeldReport, at: Date, dependencies: DeliveryDependencies): Promise<WebhookAnswer> {
  const target = targetOf(report.url);
  if (!target) return withoutAnswer('invalid_url');
  const key = signingKeyOf(report);
  if (!key) return withoutAnswer('secret_unreadable');
  const headers = {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    ...signatureHeaders([key], report.id, at, report.body),
  };
  const { receiver, ...address } = target;
  if (receiver !== null) return deliverToReceiver(receiver, { headers, body: report.body });
  return post({
    ...address,
    body: report.body,
    headers,
    agent: dependencies.agent,
    timeoutMs: dependencies.timeoutMs,
  });
}

function withoutAnswer(error: WebhookError): WebhookAnswer {
  return { httpStatus: null, error, response: null, retryAfterMs: null };
}

function targetOf(text: string): Target | null {
  const cached = targets.get(text);
  if (cached) return cached;
  const { url } = parseWebUrl(text);
  if (!url) return null;
  const receiver = isReceiverUrl(url, publicUrl()) ? receiverToken(url.pathname) : null;
  const target = { origin: url.origin, path: `${url.pathname}${url.search}`, receiver };
  targets.set(text, target);
  return target;
}

/** The key is cached with the row that its secret is sealed for: moved to another, the sealed secret stays unreadable. */
function signingKeyOf({ webhookSecret, apiKeyId, accountId }: HeldReport): SigningKey | null {
  if (webhookSecret === null) return null;
  const name = `${apiKeyId ?? accountId} ${webhookSecret}`;
  const cached = signingKeys.get(name);
  if (cached) return cached;
  try {
    const context = apiKeyId
      ? keyEncryptionContext.webhookSecret(apiKeyId)
      : accountEncryptionContext.webhookSecret(accountId);
    const key = signingKey(unseal(webhookSecret, context));
    signingKeys.set(name, key);
    return key;
  } catch {
    return null;
  }
}

function whatFollows(
  attempt: number,
  { httpStatus, error, retryAfterMs }: WebhookAnswer,
  random: () => number,
): Pick<AttemptResult, 'state' | 'retryMs'> {
  if (httpStatus !== null && isWebhookSuccess(httpStatus)) return { state: 'delivered', retryMs: 0 };
  if (httpStatus !== null && stopsWebhook(httpStatus)) return { state: 'failed', retryMs: 0 };
  if (error === 'invalid_url') return { state: 'failed', retryMs: 0 };
  const retryMs = webhookRetryDelayMs(attempt, retryAfterMs, random);
  return retryMs === null ? { state: 'failed', retryMs: 0 } : { state: 'pending', retryMs };
}
