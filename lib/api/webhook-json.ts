import type { EndpointView } from '../webhooks/endpoints/view';
import type { ResendProgress } from '../webhooks/log/commands';
import type { DeliveryView } from '../webhooks/log/queries';
import type { DeliveryRow } from '../webhooks/log/schema';

/** Returns a webhook endpoint as the API shows it. Never holds a secret: values of headers are masked. */
export function endpointJson(endpoint: EndpointView) {
  const { state } = endpoint;
  return {
    id: endpoint.id,
    name: endpoint.name,
    url: endpoint.url,
    events: endpoint.events,
    key_ids: endpoint.keyIds,
    enabled: endpoint.enabled,
    format: endpoint.format,
    signature: endpoint.signature,
    headers: endpoint.headers,
    state: state && {
      failing_since: state.failingSince,
      last_failure_at: state.lastFailureAt,
      last_failure: state.lastFailure,
      disabled_at: state.disabledAt,
      disabled_reason: state.disabledReason,
    },
    secret_hint: endpoint.secretHint,
    public_key: endpoint.publicKey,
    previous_valid_until: endpoint.previousValidUntil,
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
  };
}

/** Returns an endpoint with its secret: the response to creating it and to rotating the secret, and to nothing else. */
export function endpointWithSecretJson({ endpoint, secret }: { endpoint: EndpointView; secret: string }) {
  return { ...endpointJson(endpoint), secret };
}

/** Returns a delivery as lists show it. */
export function deliveryJson(row: DeliveryRow) {
  return {
    id: row.id,
    event: row.event,
    state: row.state,
    url: row.url,
    endpoint_id: row.endpointId,
    message_id: row.messageId,
    to: row.recipient,
    http_status: row.httpStatus,
    error: row.error,
    attempts: row.attempts,
    created_at: row.createdAt,
    next_attempt_at: row.nextAttemptAt,
    finished_at: row.finishedAt,
  };
}

/** Returns a delivery with its body and attempts. Never holds headers: they contain credentials and signatures. */
export function deliveryDetailJson(view: DeliveryView) {
  return {
    ...deliveryJson(view),
    body: view.body,
    attempt_list: view.attemptList.map(({ number, at, durationMs, httpStatus, error, response }) => ({
      ...{ number, at, duration_ms: durationMs, http_status: httpStatus, error, response },
    })),
  };
}

/** Returns the progress of a job that sends reports again. */
export function resendJson({ job, state, total, done, since, endpointId }: ResendProgress) {
  return { id: job, state, total, done, since, endpoint_id: endpointId };
}
