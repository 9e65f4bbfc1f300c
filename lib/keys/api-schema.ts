import * as z from 'zod';
import { ENVIRONMENTS } from '../access/environment';
import { booleanOfForm, listOfForm, numberOfForm } from '../base/form-values';
import { blankAsAbsent, blankAsNull } from '../base/optional';
import { pageQuery } from '../base/page-query';
import { STORABLE, STORABLE_MESSAGE } from '../base/storable-text';
import { strictObjectError } from '../base/strict-object';
import { moment } from '../base/time/moment';
import { keyLimitFields } from '../limits/schema';
import { normalizeAddress } from '../network/address';
import { eventList } from '../webhooks/endpoints/schema';
import { WEBHOOK_EVENTS } from '../webhooks/events';
import { IP_MODES } from './ip-restriction';
import {
  createKeySchema,
  DEFAULT_SCOPES,
  futureDate,
  KEY_TYPES,
  MAX_IP_ENTRIES,
  MAX_OVERLAP_S,
  sendSettingsSchema,
} from './schema';

const MAX_SCOPES = 20;

const { name, description, type } = createKeySchema.shape;
const { defaultSender, autoReplace, dlrUrl } = sendSettingsSchema.shape;
/** Null, as is an empty list: the events of the account. */
const dlrEvents = blankAsNull(z.preprocess((value) => listOfForm(value, WEBHOOK_EVENTS.length), eventList));
const keyList = (value: unknown) => listOfForm(value, MAX_IP_ENTRIES);

const scopes = z.preprocess(
  keyList,
  // A long list is refused before each of its entries gets a problem.
  z
    .unknown()
    .refine((list) => !Array.isArray(list) || list.length <= MAX_SCOPES, 'Use each scope once.')
    .pipe(createKeySchema.shape.scopes.unwrap()),
);
const boolean = z.preprocess(booleanOfForm, z.boolean('Use true or false.'));
const trueOrFalse = blankAsAbsent(boolean.optional());
const expiresAt = blankAsNull(moment.pipe(futureDate));
const DAY_S = 86_400;
const MAX_SEARCH = 100;
const ADDRESS = 'Use one IP address, such as 203.0.113.9, or null to reset the lock.';

const ipRestriction = z.strictObject(
  {
    enabled: trueOrFalse,
    mode: blankAsAbsent(z.enum(IP_MODES, 'Choose allow, block or lock.').optional()),
    entries: blankAsAbsent(
      z
        .preprocess(
          keyList,
          z
            .array(
              z.string('Enter each address or range as text.').trim().max(64, 'Enter one address or range.'),
              'Send a list of addresses and ranges.',
            )
            .max(MAX_IP_ENTRIES, `Use at most ${MAX_IP_ENTRIES} entries.`),
        )
        .optional(),
    ),
    /** An address locks the key on it at once; null forgets the one it is locked on. */
    locked_ip: blankAsNull(z.string(ADDRESS).transform(singleAddress)),
    /** Confirms an active allow-list without entries, which refuses every request. */
    confirm_empty: trueOrFalse,
  },
  strictObjectError('Use an object such as {"enabled": true, "mode": "allow", "entries": ["203.0.113.0/24"]}.'),
);

const limits = z.strictObject(
  {
    requests_per_second: keyLimitFields.requestsPerSecond.optional(),
    burst: keyLimitFields.requestBurst.optional(),
    messages_per_day: keyLimitFields.dailyMessages.optional(),
    messages_per_month: keyLimitFields.monthlyMessages.optional(),
  },
  strictObjectError('Use an object such as {"requests_per_second": 10, "messages_per_day": 1000}.'),
);

const never = (message: string) => z.undefined(message).optional();
const READ_ONLY = never('It can only be read.');
const FIXED = never('It is chosen when the key is made and cannot be changed.');
const readOnly = {
  id: READ_ONLY,
  key_id: READ_ONLY,
  masked_key: READ_ONLY,
  status: READ_ONLY,
  created_by: READ_ONLY,
  created_at: READ_ONLY,
  last_used_at: READ_ONLY,
  last_used_ip: READ_ONLY,
  times_used: READ_ONLY,
};

/** What can be set at any time. */
const settings = {
  enabled: trueOrFalse,
  expires_at: expiresAt,
  ip_restriction: blankAsAbsent(ipRestriction.partial().optional()),
  /** What is left out stays as it is; null is no limit. */
  limits: blankAsAbsent(limits.optional()),
  default_sender: defaultSender,
  auto_replace: autoReplace,
  dlr_url: dlrUrl,
  dlr_events: dlrEvents,
  compatible: trueOrFalse,
  allow_query_key: trueOrFalse,
};

/** Body of POST /api/keys. */
export const createKeyBody = z.strictObject(
  {
    ...readOnly,
    ...z.object(settings).partial().shape,
    name,
    description: blankAsNull(description),
    type: blankAsAbsent(type),
    environment: blankAsAbsent(z.enum(ENVIRONMENTS, 'Choose live or test.').default('live')),
    compatible: blankAsAbsent(boolean.default(false)),
    scopes: blankAsAbsent(scopes.default([...DEFAULT_SCOPES])),
    copyable: blankAsAbsent(boolean.default(true)),
  },
  strictObjectError('Send a JSON object such as {"name": "Shop"}.'),
);
export type CreateKeyBody = z.output<typeof createKeyBody>;

/** Body of PATCH /api/keys/{id}: what is left out stays as it is. */
export const patchKeyBody = z
  .strictObject(
    {
      ...readOnly,
      type: FIXED,
      environment: FIXED,
      copyable: FIXED,
      ...settings,
      name: blankAsAbsent(name.optional()),
      description: blankAsNull(description),
      scopes: blankAsAbsent(scopes.optional()),
    },
    strictObjectError('Send a JSON object such as {"enabled": false}.'),
  )
  .partial();
export type PatchKeyBody = z.output<typeof patchKeyBody>;

/** Body of POST /api/keys/{id}/rotate. */
export const rotateKeyBody = z.strictObject(
  {
    /** Seconds that the old secret stays valid. */
    overlap: blankAsAbsent(
      z
        .preprocess(
          numberOfForm,
          z
            .int('Use whole seconds.')
            .min(0, 'Give 0 or more seconds.')
            .max(MAX_OVERLAP_S, `Use at most ${MAX_OVERLAP_S} seconds, which are 90 days.`),
        )
        .default(DAY_S),
    ),
  },
  strictObjectError('Send a JSON object such as {"overlap": 3600}.'),
);

/** Query of GET /api/keys. */
export const keyListQuery = z.strictObject(
  {
    ...pageQuery,
    search: z
      .string()
      .trim()
      .max(MAX_SEARCH, `Use at most ${MAX_SEARCH} characters.`)
      .regex(STORABLE, STORABLE_MESSAGE)
      .default(''),
    type: blankAsAbsent(z.enum(KEY_TYPES, 'Choose auth, basic or hmac.').optional()),
    environment: blankAsAbsent(z.enum(ENVIRONMENTS, 'Choose live or test.').optional()),
    status: blankAsAbsent(
      z.enum(['current', 'enabled', 'disabled', 'expired'], 'Choose enabled, disabled or expired.').default('current'),
    ),
    restriction: blankAsAbsent(z.enum(['none', ...IP_MODES], 'Choose none, allow, block or lock.').optional()),
  },
  strictObjectError('See the API reference for the supported parameters.'),
);
export type KeyListQuery = z.output<typeof keyListQuery>;

function singleAddress(text: string, context: z.RefinementCtx): string {
  const address = normalizeAddress(text.trim());
  if (address) return address;
  context.addIssue({ code: 'custom', message: ADDRESS });
  return z.NEVER;
}
