import * as z from 'zod';
import { WEBHOOK_FORMATS, WEBHOOK_SIGNATURES } from '../../webhooks/endpoints/schema';
import { WEBHOOK_EVENTS } from '../../webhooks/events';
import { timestamp } from './parts';

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
