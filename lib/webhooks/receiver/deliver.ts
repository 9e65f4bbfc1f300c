import type { WebhookAnswer } from '../post';
import { recordRequest } from './record';
import { RETRY_AFTER_S, receiverAnswer } from './rules';

const SECOND_MS = 1_000;

/**
 * Hands a report to a receiver of this installation without a connection: its URL may have an address that webhooks must
 * not reach, and needs no permission for it. Returns what the receiver answers over HTTP.
 */
export async function deliverToReceiver(
  token: string,
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<WebhookAnswer> {
  const status = await recordRequest(token, { headers: Object.entries(headers), body });
  if (status === null) return answer(404, { error: 'This receiver was removed or has a new URL.' });
  return answer(status, receiverAnswer(status).body);
}

function answer(httpStatus: number, body: object): WebhookAnswer {
  const retryAfterMs = httpStatus === 429 ? RETRY_AFTER_S * SECOND_MS : null;
  return { httpStatus, error: null, response: JSON.stringify(body), retryAfterMs };
}
