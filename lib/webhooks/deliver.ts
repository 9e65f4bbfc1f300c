import type { Dispatcher } from 'undici';
import { publicUrl } from '../runtime/env';
import { destinationOf, type SendingEndpoint } from './destination';
import { type ReportRequest, requestOf } from './formats/request';
import { post, type WebhookAnswer } from './post';
import type { HeldReport } from './queue';
import { deliverToReceiver } from './receiver/deliver';
import { isReceiverUrl, receiverToken } from './receiver/rules';
import { isUnsent, isWebhookSuccess, stopsWebhook, type WebhookError, webhookRetryDelayMs } from './rules';
import type { SendingTargets } from './sending-targets';
import type { AttemptResult } from './settle';
import { USER_AGENT } from './user-agent';

export type DeliveryDependencies = {
  agent: Dispatcher;
  targets: SendingTargets;
  random: () => number;
  timeoutMs?: number;
  /** Called with what sending threw, for the log. */
  onError?: (error: unknown, report: HeldReport) => void;
};

/** The result of an attempt, and whose it is. */
export type Delivery = AttemptResult &
  Pick<HeldReport, 'endpointId' | 'url'> & {
    /** What the receiver requested. */
    retryAfterMs: number | null;
  };

/** Signs and sends a report once and returns what follows. Writes nothing; never throws: what throws is a failed attempt. */
export async function deliver(report: HeldReport, dependencies: DeliveryDependencies): Promise<Delivery> {
  const startedAt = new Date();
  const { id, rowId, accountId, endpointId, url, attempt } = report;
  const { httpStatus, error, response, retryAfterMs } = await send(report, startedAt, dependencies).catch(
    (thrown: unknown) => {
      dependencies.onError?.(thrown, report);
      return withoutAnswer('internal_error');
    },
  );
  return {
    ...{ reportId: id, rowId, accountId, endpointId, url, attempt, httpStatus, error, response, retryAfterMs },
    at: startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    ...whatFollows(attempt, { httpStatus, error, retryAfterMs }, dependencies.random),
  };
}

async function send(report: HeldReport, at: Date, dependencies: DeliveryDependencies): Promise<WebhookAnswer> {
  const { request, error } = await prepare(report, at, dependencies.targets);
  if (!request) return withoutAnswer(error);
  const { agent, timeoutMs } = dependencies;
  const token = builtInReceiver(request);
  return token ? deliverToReceiver(token, request) : post({ ...request, agent, timeoutMs });
}

type Prepared = { request: ReportRequest; error: null } | { request: null; error: WebhookError };

/** Returns the request of an attempt, or why the report is not sent. */
async function prepare(report: HeldReport, at: Date, targets: SendingTargets): Promise<Prepared> {
  if (targets.isStale()) await targets.refresh();
  let target = await targetOf(report, targets);
  if (target.error) {
    // A person may have enabled it a moment ago.
    await targets.refresh();
    target = await targetOf(report, targets);
  }
  if (target.error) return { request: null, error: target.error };
  const previousSecret = targets.previousSecret(report.apiKeyId ?? report.accountId, at);
  const { to, error } = destinationOf(report, { endpoint: target.endpoint, previousSecret }, at);
  return to ? { request: requestOf(report, to, at, USER_AGENT), error: null } : { request: null, error };
}

type Target = { endpoint: SendingEndpoint | null; error: 'target_disabled' | 'endpoint_removed' | null };

async function targetOf({ accountId, endpointId, url }: HeldReport, targets: SendingTargets): Promise<Target> {
  if (targets.isDisabled(accountId, endpointId ?? url)) return { endpoint: null, error: 'target_disabled' };
  if (endpointId === null) return { endpoint: null, error: null };
  const endpoint = await targets.endpoint(endpointId);
  if (!endpoint) return { endpoint, error: 'endpoint_removed' };
  return { endpoint, error: endpoint.enabled ? null : 'target_disabled' };
}

/** Returns the token of a receiver of this installation. */
function builtInReceiver({ origin, path }: ReportRequest): string | null {
  const own = publicUrl();
  if (!own.startsWith(origin)) return null;
  const url = new URL(origin + path);
  return isReceiverUrl(url, own) ? receiverToken(url.pathname) : null;
}

function withoutAnswer(error: WebhookError): WebhookAnswer {
  return { httpStatus: null, error, response: null, retryAfterMs: null };
}

function whatFollows(
  attempt: number,
  { httpStatus, error, retryAfterMs }: Omit<WebhookAnswer, 'response'>,
  random: () => number,
): Pick<AttemptResult, 'state' | 'retryMs'> {
  if (httpStatus !== null && isWebhookSuccess(httpStatus)) return { state: 'delivered', retryMs: 0 };
  if (httpStatus !== null && stopsWebhook(httpStatus)) return { state: 'failed', retryMs: 0 };
  if (error === 'endpoint_removed') return { state: 'cancelled', retryMs: 0 };
  if (error !== null && isUnsent(error)) return { state: 'failed', retryMs: 0 };
  const retryMs = webhookRetryDelayMs(attempt, retryAfterMs, random);
  return retryMs === null ? { state: 'failed', retryMs: 0 } : { state: 'pending', retryMs };
}
