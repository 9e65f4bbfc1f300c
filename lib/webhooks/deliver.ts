import type http from 'node:http';
import type https from 'node:https';
import packageJson from '../../package.json';
import { sealedPlace } from '../keys/sealed-place';
import { unseal } from '../secrets/seal';
import { post, type WebhookAnswer } from './post';
import type { AttemptResult, ClaimedReport } from './queue';
import { isWebhookSuccess, stopsWebhook, webhookRetryDelayMs } from './rules';
import { signatureHeaders } from './signature';

const USER_AGENT = `Postern/${packageJson.version}`;

export type DeliveryMeans = {
  agents: { http: http.Agent; https: https.Agent };
  random: () => number;
  timeoutMs?: number;
};

/** Signs and sends a report once and says what follows. Writes nothing; never throws. */
export async function deliver(report: ClaimedReport, means: DeliveryMeans): Promise<AttemptResult> {
  const startedAt = new Date();
  const answer = await send(report, startedAt, means);
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

async function send(report: ClaimedReport, at: Date, means: DeliveryMeans): Promise<WebhookAnswer> {
  const secret = readSecret(report);
  if (secret === null) return { httpStatus: null, error: 'secret_unreadable', response: null, retryAfterMs: null };
  return post({
    url: report.url,
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

function readSecret({ webhookSecret, apiKeyId }: ClaimedReport): string | null {
  try {
    return unseal(webhookSecret, sealedPlace.webhookSecret(apiKeyId));
  } catch {
    return null;
  }
}

function whatFollows(
  attempt: number,
  { httpStatus, retryAfterMs }: WebhookAnswer,
  random: () => number,
): Pick<AttemptResult, 'state' | 'retryMs'> {
  if (httpStatus !== null && isWebhookSuccess(httpStatus)) return { state: 'delivered', retryMs: 0 };
  if (httpStatus !== null && stopsWebhook(httpStatus)) return { state: 'failed', retryMs: 0 };
  const retryMs = webhookRetryDelayMs(attempt, retryAfterMs, random);
  return retryMs === null ? { state: 'failed', retryMs: 0 } : { state: 'pending', retryMs };
}
