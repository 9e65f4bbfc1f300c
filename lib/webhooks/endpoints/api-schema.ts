import * as z from 'zod';
import { booleanOfForm, listOfForm, numberOfForm } from '../../base/form-values';
import { blankAsAbsent, isBlank } from '../../base/optional';
import { strictObjectError } from '../../base/strict-object';
import { WEBHOOK_EVENTS } from '../events';
import {
  createEndpointSchema,
  MAX_KEYS,
  MAX_OVERLAP_HOURS,
  rotateEndpointSecretSchema,
  testEventSchema,
  updateEndpointSchema,
} from './schema';

const HOUR_S = 3_600;
const MAX_OVERLAP_S = MAX_OVERLAP_HOURS * HOUR_S;
const DAY_S = 24 * HOUR_S;

const READ_ONLY = z.undefined('It can only be read.').optional();
const readOnly = {
  ...{ id: READ_ONLY, state: READ_ONLY, secret_hint: READ_ONLY, public_key: READ_ONLY },
  ...{ previous_valid_until: READ_ONLY, created_at: READ_ONLY, updated_at: READ_ONLY },
};

/** `schema` for a value that a form has as text. Blank texts are left to the schema. */
function fromForm<Schema extends z.ZodType>(parse: (value: unknown) => unknown, schema: Schema) {
  return z.preprocess((value) => (isBlank(value) ? value : parse(value)), schema);
}
const eventsOfForm = (value: unknown) => listOfForm(value, WEBHOOK_EVENTS.length);
const keysOfForm = (value: unknown) => listOfForm(value, MAX_KEYS);

const { shape: created } = createEndpointSchema;
/** Body of POST /api/webhook-endpoints. */
export const createEndpointBody = z.strictObject(
  {
    ...readOnly,
    ...{ name: created.name, url: created.url, format: created.format, signature: created.signature },
    events: fromForm(eventsOfForm, created.events),
    key_ids: fromForm(keysOfForm, created.keyIds),
    enabled: fromForm(booleanOfForm, created.enabled),
    ...{ headers: created.headers, secret: created.secret },
  },
  strictObjectError('Send a JSON object such as {"name": "Shop", "url": "https://example.com/reports"}.'),
);

const { shape: changed } = updateEndpointSchema;
/** Body of PATCH /api/webhook-endpoints/{id}: what is left out stays as it is. */
export const patchEndpointBody = z
  .strictObject(
    {
      ...readOnly,
      ...{ name: changed.name, url: changed.url, format: changed.format, signature: changed.signature },
      events: fromForm(eventsOfForm, changed.events),
      key_ids: fromForm(keysOfForm, changed.keyIds),
      enabled: fromForm(booleanOfForm, changed.enabled),
      headers: changed.headers,
      secret: z.undefined('Rotate the secret to replace it.').optional(),
    },
    strictObjectError('Send a JSON object such as {"enabled": false}.'),
  )
  .partial();

const OVERLAP_ERROR = strictObjectError('Send a JSON object such as {"overlap": 3600}.');
const overlap = blankAsAbsent(
  fromForm(
    numberOfForm,
    z
      .int('Use whole seconds.')
      .min(0, 'Use 0 or more seconds.')
      .max(MAX_OVERLAP_S, `Use at most ${MAX_OVERLAP_S} seconds, which are 90 days.`),
  ).default(DAY_S),
);

/** Body of the rotations of webhook secrets: seconds in which the old secret signs, too. */
export const rotateWebhookSecretBody = z.strictObject({ overlap }, OVERLAP_ERROR);

const { signature, secret } = rotateEndpointSecretSchema.shape;
/** Body of POST /api/webhook-endpoints/{id}/rotate-secret. */
export const rotateEndpointSecretBody = z.strictObject({ overlap, signature, secret }, OVERLAP_ERROR);

/** Body of POST /api/webhook-endpoints/{id}/test. */
export const testEventBody = z.strictObject(
  { event: testEventSchema.shape.event },
  strictObjectError('Send a JSON object such as {"event": "message.delivered"}.'),
);
