import type { AcceptedRequest } from '../acceptance/commit';
import { rateLimitHeaders } from '../limits/headers';
import type { LimitedKey } from '../limits/specs';
import { apiMetrics } from '../metrics/api-metrics';
import type { Result } from './endpoint';
import { acceptedJson } from './message-json';

/** Returns the result of an accepted request to send, and counts it. `startedMs` is when the request had been read. */
export function acceptedResult(accepted: AcceptedRequest, startedMs: number, key: LimitedKey | null): Result {
  const { result, replayed } = accepted;
  const headers: Record<string, string> = key?.limits ? rateLimitHeaders(key) : {};
  if (result.kind === 'message') headers.location = `/api/sms/${result.messages[0]?.id}`;
  if (replayed) headers['idempotency-replayed'] = 'true';
  const { accepted: messages, repeated: replays, duration } = apiMetrics();
  if (replayed) replays.inc();
  else messages.inc(result.messages.length);
  const body = acceptedJson(accepted);
  duration.observe((performance.now() - startedMs) / 1_000);
  return { body, headers };
}
