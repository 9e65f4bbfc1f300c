import * as z from 'zod';
import { WEBHOOK_FORMATS, WEBHOOK_SIGNATURES } from '../../webhooks/endpoints/schema';
import { WEBHOOK_EVENTS } from '../../webhooks/events';
import { DELIVERY_STATES } from '../../webhooks/log/schema';
import { nextCursor, timestamp } from './parts';

/** A webhook endpoint. Never holds a secret. */
export const endpointResponse = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  url: z.url(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  /** Empty: all keys. */
  key_ids: z.array(z.uuid()),
  enabled: z.boolean(),
  format: z.enum(WEBHOOK_FORMATS),
  signature: z.enum(WEBHOOK_SIGNATURES),
  /** Names with masked values. */
  headers: z.record(z.string(), z.string()),
  /** Null while the receiver answers. With `disabled_at`, no reports are sent until it is enabled again. */
  state: z
    .strictObject({
      failing_since: timestamp,
      last_failure_at: timestamp,
      last_failure: z.string(),
      disabled_at: timestamp.nullable(),
      disabled_reason: z.string().nullable(),
    })
    .nullable(),
  secret_hint: z.string().nullable(),
  /** Of the signature `v1a`. */
  public_key: z.string().nullable(),
  /** Until when the secret before the last rotation signs, too. */
  previous_valid_until: timestamp.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
});

/** Response to POST /api/webhook-endpoints and to a rotation of the secret, which show it once. */
export const endpointWithSecretResponse = endpointResponse.extend({ secret: z.string() });

/** Response to GET /api/webhook-endpoints. */
export const endpointListResponse = z.strictObject({ endpoints: z.array(endpointResponse) });

/** Response to DELETE /api/webhook-endpoints/{id}. */
export const deletedEndpointResponse = z.strictObject({ id: z.uuid(), deleted: z.literal(true) });

/** Response to POST /api/webhook-endpoints/{id}/test. */
export const testEventResponse = z.strictObject({ delivery_id: z.uuid() });

/** Response to the rotations of the webhook secrets of a key and of the account. */
export const webhookSecretResponse = z.strictObject({
  secret: z.string(),
  previous_valid_until: timestamp.nullable(),
});

/** A delivery in a list: one report to one target. Its id is the `webhook-id`. */
const delivery = {
  id: z.uuid(),
  event: z.enum(WEBHOOK_EVENTS),
  state: z.enum(DELIVERY_STATES),
  url: z.string(),
  /** Null: the URL of the request, key or account. */
  endpoint_id: z.uuid().nullable(),
  message_id: z.uuid().nullable(),
  to: z.string().nullable(),
  /** Of the last attempt; both null before the first one. */
  http_status: z.int().nullable(),
  error: z.string().nullable(),
  attempts: z.int().min(0),
  created_at: timestamp,
  /** Null unless it is pending. */
  next_attempt_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
};

/** Response to GET /api/webhook-deliveries. */
export const deliveryListResponse = z.strictObject({
  deliveries: z.array(z.strictObject(delivery)),
  next_cursor: nextCursor,
  /** With a next page, the search ended at this time: the page may have fewer deliveries than others, even none. */
  searched_until: timestamp.nullable(),
});

/** Response to GET /api/webhook-deliveries/{id}. */
export const deliveryResponse = z.strictObject({
  ...delivery,
  /** The exact bytes that are signed, before the format of the endpoint. */
  body: z.string(),
  attempt_list: z.array(
    z.strictObject({
      number: z.int().min(0),
      at: timestamp,
      duration_ms: z.int().min(0),
      http_status: z.int().nullable(),
      error: z.string().nullable(),
      /** At most 1 KiB. */
      response: z.string().nullable(),
    }),
  ),
});

/** Response to POST /api/webhook-deliveries/{id}/resend. */
export const resentResponse = z.strictObject({ id: z.uuid() });

/** A job that sends failed reports again. */
export const resendResponse = z.strictObject({
  id: z.uuid(),
  state: z.enum(['running', 'done', 'stopped']),
  /** Failed reports at the start. */
  total: z.int().min(0),
  /** Those that were queued again. */
  done: z.int().min(0),
  since: timestamp,
  endpoint_id: z.uuid().nullable(),
});

/** Response to POST /api/webhook-deliveries/cancel. `more`: the limit of one request was reached. */
export const cancelledResponse = z.strictObject({ cancelled: z.int().min(0), more: z.boolean() });
