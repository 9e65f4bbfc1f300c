import type { EndpointView } from '../webhooks/endpoints/view';

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
