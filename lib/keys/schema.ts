import * as z from 'zod';
import { SCOPES, type Scope } from '../access/actor';
import { ENVIRONMENTS } from '../access/environment';
import { blankAsAbsent, blankAsNull, optional } from '../base/optional';
import { STORABLE } from '../base/storable-text';
import { moment } from '../base/time/moment';
import { senderValue } from '../senders/schema';
import { AUTO_REPLACE_MODES } from '../text/auto-replace-modes';
import { visibleName, visibleText } from '../text/name-schema';
import { eventList } from '../webhooks/endpoints/schema';
import { webhookUrlText } from '../webhooks/rules';
import { IP_MODES } from './ip-restriction';

export const KEY_TYPES = ['auth', 'basic', 'hmac'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

export const MAX_NAME_LENGTH = 100;
export const MAX_DESCRIPTION_LENGTH = 500;
/** Ranges in one key's list. */
export const MAX_IP_ENTRIES = 2_000;
const MAX_LIST_LENGTH = 100_000;
const HOUR_S = 3_600;
/** Longest overlap of a rotation. */
export const MAX_OVERLAP_S = 90 * 24 * HOUR_S;
/** Keys that one bulk command changes at most. */
export const MAX_BULK = 500;

const id = z.uuid();
const name = visibleName('Enter a name for the key.', MAX_NAME_LENGTH);
const description = visibleText(MAX_DESCRIPTION_LENGTH)
  .optional()
  .transform((value) => value || undefined);
/** The last moment that every format can represent: later years have five digits. */
const LATEST = new Date('9999-12-31T00:00:00Z');
export const futureDate = z
  .date()
  .max(LATEST, 'Choose a time before the year 9999 ends.')
  .refine((date) => date.getTime() > Date.now(), 'Choose a time in the future.');
const future = moment.pipe(futureDate);
const scopes = z
  .array(z.enum(SCOPES, `Scopes are ${SCOPES.join(', ')}.`), `Use a list of scopes, such as ["${SCOPES[0]}"].`)
  .min(1, 'Choose at least one scope.');

const defaultSender = blankAsNull(senderValue);

export const DEFAULT_SCOPES = ['sms:send', 'sms:read'] as const satisfies Scope[];

/** The New API Key modal, the command line and the API: one shape. */
export const createKeySchema = z.object({
  name,
  description,
  type: z.enum(KEY_TYPES, 'Choose auth, basic or hmac.').default('auth'),
  /** Messages of test keys go to the simulator unless a route for test messages says otherwise. */
  environment: z.enum(ENVIRONMENTS, 'Choose live or test.').default('live'),
  /** Auth keys: never to be copied again. Basic and HMAC secrets are always shown once. */
  showOnce: z.boolean().default(false),
  /** HMAC keys: SHA-1 and MD5 accepted. */
  compatible: z.boolean('Use true or false.').default(false),
  scopes: scopes.default([...DEFAULT_SCOPES]),
  expiresAt: optional(future),
  defaultSender: defaultSender.optional(),
});
export type CreateKeyInput = z.input<typeof createKeySchema>;

export const keyIdSchema = z.object({ id });
export const setKeyEnabledSchema = z.object({ id, enabled: z.boolean() });
export const renameKeySchema = z.object({ id, name, description });
export const setScopesSchema = z.object({ id, scopes });
export const setExpirySchema = z.object({ id, expiresAt: future.nullable() });

export const ipRestrictionSchema = z.object({
  id,
  active: z.boolean(),
  mode: z.enum(IP_MODES, 'Choose allow, block or lock.'),
  /** The editor's text: one address or CIDR range a line. */
  list: z.string().max(MAX_LIST_LENGTH, 'The list is too long.'),
  /** Confirms an active allow-list without entries, which refuses every request. */
  confirmEmpty: z.boolean().default(false),
});
export type IpRestrictionInput = z.input<typeof ipRestrictionSchema>;

export const sendSettingsSchema = z.object({
  id,
  defaultSender,
  /** Null: the account's setting. */
  autoReplace: blankAsNull(z.enum(AUTO_REPLACE_MODES, 'Choose off, on or full.')),
  /** Parsed and normalized by `callableUrl`. */
  dlrUrl: blankAsNull(webhookUrlText),
  /** Events that the URL receives; empty: the account's, or the final statuses. Absent: no change. */
  dlrEvents: blankAsAbsent(eventList.optional()),
});
export type SendSettingsInput = z.input<typeof sendSettingsSchema>;

export const keyOptionsSchema = z.object({ id, compatible: z.boolean(), allowQueryKey: z.boolean() });

export const rotateKeySchema = z.object({
  id,
  /** How long the old secret stays valid, in seconds; 0 ends it now. */
  overlapS: z.int('Choose how long the old secret stays valid.').min(0).max(MAX_OVERLAP_S, 'Choose at most 90 days.'),
});
/** Of the secret that signs delivery reports. */
export const rotateWebhookSecretSchema = z.object({ id: z.string(), overlapS: rotateKeySchema.shape.overlapS });
export const moveRotationEndSchema = z.object({
  id,
  endsAt: future.refine((date) => date.getTime() <= Date.now() + MAX_OVERLAP_S * 1_000, 'Choose at most 90 days.'),
});
export const bulkSchema = z.object({ ids: z.array(id).min(1).max(MAX_BULK, `Choose at most ${MAX_BULK} keys.`) });
export const bulkEnabledSchema = bulkSchema.extend({ enabled: z.boolean() });
export const ipTestSchema = z.object({ id, ip: z.string().trim().max(64) });

export const KEY_SORTS = ['name', 'type', 'createdBy', 'createdAt', 'lastUsedAt', 'timesUsed', 'status'] as const;
export const KEY_STATUS_FILTERS = ['current', 'enabled', 'disabled', 'expired', 'deleted', 'any'] as const;
export const RESTRICTION_FILTERS = ['none', 'allow', 'block', 'lock'] as const;
export const PAGE_SIZES = [20, 50, 100] as const;
const MAX_SEARCH = 100;

/** The table's state, as in the URL. Unknown values use the default, so that no link is ever an error. */
export const keyFilterSchema = z.object({
  search: z.string().trim().max(MAX_SEARCH).regex(STORABLE).catch('').default(''),
  type: z.enum(KEY_TYPES).optional().catch(undefined),
  environment: z.enum(ENVIRONMENTS).optional().catch(undefined),
  /** `current`: any but deleted. */
  status: z.enum(KEY_STATUS_FILTERS).catch('current').default('current'),
  restriction: z.enum(RESTRICTION_FILTERS).optional().catch(undefined),
  sort: z.enum(KEY_SORTS).catch('createdAt').default('createdAt'),
  direction: z.enum(['asc', 'desc']).catch('desc').default('desc'),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
  pageSize: z.coerce.number().pipe(z.literal(PAGE_SIZES)).catch(20).default(20),
});
export type KeyFilter = z.output<typeof keyFilterSchema>;
export type KeyFilterInput = z.input<typeof keyFilterSchema>;
