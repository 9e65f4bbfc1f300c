import type { Actor } from '../access/actor';
import type { Environment } from '../access/environment';
import { mayCopyScopes } from './grantable-scopes';
import type { IpMode } from './ip-restriction';
import { type KeyStatus, keyStatus, masked } from './rules';
import type { KeyType } from './schema';

/** A key as people see it. Never holds a secret or a digest. */
export type KeyView = {
  id: string;
  type: KeyType;
  environment: Environment;
  name: string;
  description: string | null;
  status: KeyStatus;
  enabled: boolean;
  /** `aB3d••••••••wXyZ` for auth keys, the key id for Basic and HMAC. */
  masked: string;
  /** Whether the reader can copy the whole value: a key id, or a copyable auth key that may do no more than the reader. */
  copyable: boolean;
  /** Why an auth key cannot be copied by the reader; null where it can. */
  notCopyable: 'shown_once' | 'beyond_reader' | null;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
  timesUsed: number;
  restriction: { active: boolean; mode: IpMode; entries: number; lockedIp: string | null };
  /** Until when the old secret of a rotation under way is valid. */
  rotatingUntil: Date | null;
  /** Requests carried out on each of the last 14 UTC days, oldest first. */
  usage: number[];
};

export const SPARKLINE_DAYS = 14;
const DAY_MS = 86_400_000;

/** What a view is made of, as Prisma selects it. */
export const VIEW_SELECT = {
  id: true,
  type: true,
  environment: true,
  name: true,
  description: true,
  enabled: true,
  keyId: true,
  copyable: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  deletedAt: true,
  ipRestricted: true,
  ipMode: true,
  ipEntries: true,
  lockedIp: true,
  usage: { select: { lastUsedAt: true, lastUsedIp: true, timesUsed: true } },
  createdByName: true,
  hint: true,
  secrets: { where: { validUntil: { not: null } }, select: { validUntil: true } },
} as const;

type Row = {
  id: string;
  type: KeyType;
  environment: Environment;
  name: string;
  description: string | null;
  enabled: boolean;
  keyId: string | null;
  copyable: boolean;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  deletedAt: Date | null;
  ipRestricted: boolean;
  ipMode: IpMode;
  ipEntries: string[];
  lockedIp: string | null;
  usage: { lastUsedAt: Date | null; lastUsedIp: string | null; timesUsed: bigint } | null;
  createdByName: string | null;
  hint: string;
  secrets: { validUntil: Date | null }[];
};

function copyProblem(row: Row, reader: Actor): KeyView['notCopyable'] {
  if (row.keyId !== null) return null;
  if (!row.copyable) return 'shown_once';
  return mayCopyScopes(reader, row.scopes) ? null : 'beyond_reader';
}

/** `days` holds the key's uses by UTC day (`2026-11-20`). */
export function toView(row: Row, days: ReadonlyMap<string, number>, now: Date, reader: Actor): KeyView {
  const notCopyable = copyProblem(row, reader);
  const old = row.secrets.find((secret) => secret.validUntil !== null && secret.validUntil > now);
  return {
    id: row.id,
    type: row.type,
    environment: row.environment,
    name: row.name,
    description: row.description,
    status: keyStatus(row, now),
    enabled: row.enabled,
    masked: row.keyId ?? masked(row.hint),
    copyable: row.deletedAt === null && notCopyable === null,
    notCopyable,
    createdBy: row.createdByName,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.usage?.lastUsedAt ?? null,
    lastUsedIp: row.usage?.lastUsedIp ?? null,
    timesUsed: Number(row.usage?.timesUsed ?? 0),
    restriction: {
      active: row.ipRestricted,
      mode: row.ipMode,
      entries: row.ipEntries.length,
      lockedIp: row.lockedIp,
    },
    rotatingUntil: old?.validUntil ?? null,
    usage: lastDays(SPARKLINE_DAYS, now).map((day) => days.get(day) ?? 0),
  };
}

/** The last `count` UTC days up to `now`'s, oldest first, as `2026-11-20`. */
export function lastDays(count: number, now: Date): string[] {
  return Array.from({ length: count }, (_, i) =>
    new Date(now.getTime() - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
}
