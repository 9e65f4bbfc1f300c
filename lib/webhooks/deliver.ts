import type http from 'node:http';
import type https from 'node:https';
import packageJson from '../../package.json';
import { parseWebUrl } from '../network/web-url';
import { keyEncryptionContext } from '../secrets/encryption-contexts';
import { unseal } from '../secrets/seal';
import { post, type WebhookAnswer } from './post';
import type { ClaimedReport } from './queue';
import { isWebhookSuccess, stopsWebhook, type WebhookError, webhookRetryDelayMs } from './rules';
import type { AttemptResult } from './settle';
import { signatureHeaders } from './signature';

const USER_AGENT = `Postern/${packageJson.version}`;

export type DeliveryDependencies = {
  agents: { http: http.Agent; https: https.Agent };
  random: () => number;
  timeoutMs?: number;
  /** Called with what sending threw, for the log. */
  onError?: (error: unknown, report: ClaimedReport) => void;
};

/** Signs and sends a report once and returns what follows. Writes nothing; never throws: what throws is a failed attempt. */
export async function deliver(report: ClaimedReport, means: DeliveryDependencies): Promise<AttemptResult> {
  const startedAt = new Date();
  const answer = await send(report, startedAt, means).catch((error: unknown) => {
    means.onError?.(error, report);
    return withoutAnswer('internal_error');
  });
  return {
    reportId: report.id,
    attempt: report.attempt,
    httpStatus: answer.httpStatus,
    error: answer.error,
    response: answer.response,
    durationMs: Date.now() - startedAt.getTime(),
    ...whatFollows(report.attempt, answer, means.random),
  };
}

async function send(report: ClaimedReport, at: Date, means: DeliveryDependencies): Promise<WebhookAnswer> {
  const { url } = parseWebUrl(report.url);
  if (!url) return withoutAnswer('invalid_url');
  const secret = readSecret(report);
  if (secret === null) return withoutAnswer('secret_unreadable');
  return post({
    url,
    body: report.body,
    headers: {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...signatureHeaders(secret, report.id, at, report.body),
    },
    agents: means.agents,
    timeoutMs: means.timeoutMs,
  });
}

function withoutAnswer(error: WebhookError): WebhookAnswer {
  return { httpStatus: null, error, response: null, retryAfterMs: null };
}

function readSecret({ webhookSecret, apiKeyId }: ClaimedReport): string | null {
  try {
    return unseal(webhookSecret, keyEncryptionContext.webhookSecret(apiKeyId));
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
