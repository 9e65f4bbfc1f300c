import type { WebhookEvent } from '../events';

/** Numbers of the simulator's range, which belong to no phone. */
const [TO, FROM] = ['+37255555555', 'Postern'];

const ERRORS: Partial<Record<WebhookEvent, { code: string; title: string }>> = {
  'message.undelivered': { code: 'absent_subscriber', title: 'The phone is unreachable.' },
  'message.expired': { code: 'expired', title: 'The validity period ended.' },
  'message.rejected': { code: 'invalid_recipient', title: 'The carrier refused the recipient.' },
};

/** Returns a body as reports of the event have it, about a message `id` that does not exist. `reference` is `test`. */
export function sampleBody(event: WebhookEvent, id: string, at: Date): string {
  const timestamp = at.toISOString();
  return JSON.stringify({
    type: event,
    timestamp,
    data: event === 'message.received' ? receivedData(id, timestamp) : messageData(event, id, timestamp),
  });
}

function messageData(event: WebhookEvent, id: string, timestamp: string) {
  return {
    ...{ id, reference: 'test', to: TO, from: FROM, status: event.slice(event.indexOf('.') + 1) },
    error: ERRORS[event] ?? null,
    ...{ segments: 1, encoding: 'gsm7', environment: 'test', sequence: 1, possible_duplicate: false },
    metadata: { test: 'true' },
    ...{ occurred_at: timestamp, created_at: timestamp },
  };
}

function receivedData(id: string, timestamp: string) {
  return {
    ...{ id, from: TO, to: '+37255500001', text: 'Test event', encoding: 'gsm7', segments: 1, missing_segments: 0 },
    ...{ keyword: null, received_at: timestamp },
  };
}
