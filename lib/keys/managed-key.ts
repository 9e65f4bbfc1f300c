import type { Scope } from '../access/actor';
import type { Environment } from '../access/environment';
import type { IpMode } from './ip-restriction';
import { type KeyStatus, keyStatus, masked } from './rules';
import type { KeyType } from './schema';

/** A key with all its settings, as programs manage it. Never holds a secret. */
export type ManagedKey = {
  id: string;
  type: KeyType;
  environment: Environment;
  name: string;
  description: string | null;
  enabled: boolean;
  status: KeyStatus;
  expiresAt: Date | null;
  scopes: Scope[];
  ipRestriction: { enabled: boolean; mode: IpMode; entries: string[]; lockedIp: string | null };
  defaultSender: string | null;
  autoReplace: 'off' | 'on' | 'full' | null;
  dlrUrl: string | null;
  copyable: boolean;
  compatible: boolean;
  allowQueryKey: boolean;
  keyId: string | null;
  masked: string;
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
  timesUsed: number;
};

/** What a managed key is made of, as Prisma selects it. */
export const MANAGED_SELECT = {
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
  defaultSender: true,
  autoReplace: true,
  dlrUrl: true,
  copyable: true,
  compatible: true,
  allowQueryKey: true,
  keyId: true,
  hint: true,
  createdByName: true,
  createdAt: true,
  usage: { select: { lastUsedAt: true, lastUsedIp: true, timesUsed: true } },
} as const;

type Row = Pick<
  ManagedKey,
  | 'id'
  | 'type'
  | 'environment'
  | 'name'
  | 'description'
  | 'enabled'
  | 'expiresAt'
  | 'defaultSender'
  | 'autoReplace'
  | 'dlrUrl'
  | 'copyable'
  | 'compatible'
  | 'allowQueryKey'
  | 'keyId'
  | 'createdAt'
> & {
  deletedAt: Date | null;
  scopes: string[];
  ipRestricted: boolean;
  ipMode: IpMode;
  ipEntries: string[];
  lockedIp: string | null;
  hint: string;
  createdByName: string | null;
  usage: { lastUsedAt: Date | null; lastUsedIp: string | null; timesUsed: bigint } | null;
};

export function toManagedKey(row: Row, now: Date): ManagedKey {
  const { deletedAt, scopes, ipRestricted, ipMode, ipEntries, lockedIp, hint, createdByName, usage, ...plain } = row;
  return {
    ...plain,
    status: keyStatus({ enabled: row.enabled, expiresAt: row.expiresAt, deletedAt }, now),
    scopes: scopes as Scope[],
    ipRestriction: { enabled: ipRestricted, mode: ipMode, entries: ipEntries, lockedIp },
    masked: row.keyId ?? masked(hint),
    createdBy: createdByName,
    lastUsedAt: usage?.lastUsedAt ?? null,
    lastUsedIp: usage?.lastUsedIp ?? null,
    timesUsed: Number(usage?.timesUsed ?? 0),
  };
}
