import type { Scope } from '../access/actor';
import type { Prisma } from '../generated/prisma/client';
import type { KeyLimitSettings } from '../limits/schema';
import { NEVER_USED, type Uses } from './counts/read-counts';
import { keyStatus, masked } from './rules';

/** The columns of a key from which all views are made, as Prisma selects them. Never a secret or a digest. */
export const KEY_SELECT = {
  id: true,
  type: true,
  environment: true,
  name: true,
  description: true,
  enabled: true,
  expiresAt: true,
  deletedAt: true,
  scopes: true,
  ipRestricted: true,
  ipMode: true,
  ipEntries: true,
  lockedIp: true,
  lockedAt: true,
  defaultSender: true,
  autoReplace: true,
  dlrUrl: true,
  dlrEvents: true,
  previousWebhookSecretUntil: true,
  copyable: true,
  compatible: true,
  allowQueryKey: true,
  keyId: true,
  hint: true,
  createdByName: true,
  createdAt: true,
  requestsPerSecond: true,
  requestBurst: true,
  dailyMessages: true,
  monthlyMessages: true,
  /** The old secrets of rotations. */
  secrets: { where: { validUntil: { not: null } }, select: { id: true, validUntil: true } },
} as const satisfies Prisma.ApiKeySelect;

/** With the use of the key and of its old secrets, by id: queries/key-rows.ts reads both. */
export type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof KEY_SELECT }> & { uses: ReadonlyMap<string, Uses> };

/** What all views of a key show. */
export type KeyFacts = ReturnType<typeof keyFacts>;

/** Returns what all views of a key show at the time `now`. */
export function keyFacts(row: KeyRow, now: Date) {
  const { id, type, environment, name, description, enabled, expiresAt, createdAt, uses } = row;
  return {
    id,
    type,
    environment,
    name,
    description,
    enabled,
    status: keyStatus(row, now),
    expiresAt,
    /** `aB3d••••••••wXyZ` for auth keys, the key id for Basic and HMAC. */
    masked: row.keyId ?? masked(row.hint),
    createdBy: row.createdByName,
    createdAt,
    ...(uses.get(id) ?? NEVER_USED),
  };
}

/** What a key may do and which requests it accepts. */
export function keyOptions({ scopes, compatible, allowQueryKey }: KeyRow) {
  return { scopes: scopes as Scope[], compatible, allowQueryKey };
}

/** Returns the limits of a key; null where it has none. */
export function limitsOf(row: Pick<KeyRow, keyof KeyLimitSettings>): KeyLimitSettings {
  const { requestsPerSecond, requestBurst, dailyMessages, monthlyMessages } = row;
  return {
    requestsPerSecond,
    requestBurst,
    dailyMessages: dailyMessages === null ? null : Number(dailyMessages),
    monthlyMessages: monthlyMessages === null ? null : Number(monthlyMessages),
  };
}

/** Returns the old secret that is still valid during the overlap of a rotation. */
export function oldSecretOf({ secrets, uses }: KeyRow, now: Date) {
  const old = secrets.find(({ validUntil }) => validUntil !== null && validUntil > now);
  if (!old?.validUntil) return null;
  const { timesUsed, lastUsedAt } = uses.get(old.id) ?? NEVER_USED;
  return { validUntil: old.validUntil, timesUsed, lastUsedAt };
}
