import * as z from 'zod';
import { SCOPES } from '../../access/actor';
import { ENVIRONMENTS } from '../../access/environment';
import { IP_MODES } from '../../keys/ip-restriction';
import { KEY_TYPES } from '../../keys/schema';
import { AUTO_REPLACE_MODES } from '../../text/auto-replace-modes';
import { WEBHOOK_EVENTS } from '../../webhooks/events';
import { nextCursor, timestamp } from './parts';

/** A key. Never holds a secret. */
export const keyResponse = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  type: z.enum(KEY_TYPES),
  environment: z.enum(ENVIRONMENTS),
  enabled: z.boolean(),
  status: z.enum(['enabled', 'disabled', 'expired']),
  expires_at: timestamp.nullable(),
  scopes: z.array(z.enum(SCOPES)),
  ip_restriction: z.strictObject({
    enabled: z.boolean(),
    mode: z.enum(IP_MODES),
    entries: z.array(z.string()),
    locked_ip: z.string().nullable(),
  }),
  default_sender: z.string().nullable(),
  /** Null: as the account. So are `default_sender`, `dlr_url` and `dlr_events`. */
  auto_replace: z.enum(AUTO_REPLACE_MODES).nullable(),
  dlr_url: z.url().nullable(),
  dlr_events: z.array(z.enum(WEBHOOK_EVENTS)).nullable(),
  copyable: z.boolean(),
  compatible: z.boolean(),
  allow_query_key: z.boolean(),
  /** Null: no limit. The burst of a rate without one is twice the rate. */
  limits: z.strictObject({
    requests_per_second: z.int().min(1).nullable(),
    burst: z.int().min(1).nullable(),
    messages_per_day: z.int().min(1).nullable(),
    messages_per_month: z.int().min(1).nullable(),
  }),
  /** Public half of a Basic or HMAC key; null for auth keys. */
  key_id: z.string().nullable(),
  masked_key: z.string(),
  created_by: z.string().nullable(),
  created_at: timestamp,
  last_used_at: timestamp.nullable(),
  last_used_ip: z.string().nullable(),
  times_used: z.int().min(0),
});

/** Response to POST /api/keys and to a rotation, which show the credential once: `key` of an auth key, else `secret`. */
export const keyWithCredentialResponse = z.union([
  keyResponse.extend({ type: z.literal('auth'), key: z.string() }),
  keyResponse.extend({ type: z.enum(['basic', 'hmac']), secret: z.string() }),
]);

/** Response to GET /api/keys. */
export const keyListResponse = z.strictObject({ keys: z.array(keyResponse), next_cursor: nextCursor });

/** Response to DELETE /api/keys/{id}. */
export const deletedKeyResponse = z.strictObject({ id: z.uuid(), deleted: z.literal(true) });
