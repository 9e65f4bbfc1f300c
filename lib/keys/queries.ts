import type { Actor } from '../auth/actor';
import { requirePermission } from '../auth/permissions';
import { db } from '../db';
import { notFound } from '../errors';
import { isId } from '../ids';
import { type KeyStatus, keyStatus, masked } from './rules';
import type { KeyMode, KeyType } from './schema';

/** A key as people see it. Never holds a secret or a digest. */
export type KeyView = {
  id: string;
  type: KeyType;
  mode: KeyMode;
  name: string;
  description: string | null;
  status: KeyStatus;
  enabled: boolean;
  /** `aB3d••••••••wXyZ` for auth keys, the key id for Basic and HMAC. */
  masked: string;
  /** Whether the whole value can be copied: a copyable auth key, or a key id. */
  copyable: boolean;
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
  timesUsed: number;
};

const SELECT = {
  id: true,
  type: true,
  mode: true,
  name: true,
  description: true,
  enabled: true,
  keyId: true,
  copyable: true,
  createdAt: true,
  expiresAt: true,
  deletedAt: true,
  usage: { select: { lastUsedAt: true, lastUsedIp: true, timesUsed: true } },
  createdBy: { select: { username: true } },
  secrets: { where: { validUntil: null }, select: { hint: true }, take: 1 },
} as const;

type Row = Awaited<ReturnType<typeof findRow>>;

function findRow(accountId: string, id: string) {
  return db().apiKey.findFirst({ where: { id, accountId, deletedAt: null }, select: SELECT });
}

function toView(row: NonNullable<Row>, now: Date): KeyView {
  return {
    id: row.id,
    type: row.type,
    mode: row.mode,
    name: row.name,
    description: row.description,
    status: keyStatus(row, now),
    enabled: row.enabled,
    masked: row.keyId ?? masked(row.secrets[0]?.hint ?? ''),
    copyable: row.keyId !== null || row.copyable,
    createdBy: row.createdBy?.username ?? null,
    createdAt: row.createdAt,
    lastUsedAt: row.usage?.lastUsedAt ?? null,
    lastUsedIp: row.usage?.lastUsedIp ?? null,
    timesUsed: Number(row.usage?.timesUsed ?? 0),
  };
}

export type KeyPage = { keys: KeyView[]; total: number; page: number; pageSize: number };

/** One page of the account's keys, newest first. `page` counts from 1. */
export async function listKeys(actor: Actor, options: { page?: number; pageSize?: number } = {}): Promise<KeyPage> {
  const accountId = requirePermission(actor, 'keys:read');
  const pageSize = Math.min(options.pageSize ?? 20, 100);
  const page = Math.max(options.page ?? 1, 1);
  const where = { accountId, deletedAt: null };
  const [rows, total] = await Promise.all([
    db().apiKey.findMany({
      where,
      select: SELECT,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().apiKey.count({ where }),
  ]);
  const now = new Date();
  return { keys: rows.map((row) => toView(row, now)), total, page, pageSize };
}

/** One key. Throws `not_found` for another account's id too. */
export async function getKey(actor: Actor, id: string): Promise<KeyView> {
  const accountId = requirePermission(actor, 'keys:read');
  const row = isId(id) ? await findRow(accountId, id) : null;
  if (!row) throw notFound('key');
  return toView(row, new Date());
}

/** Id of the key that `wanted`, an id or an exact name, means. Throws `not_found`. */
export async function findKeyId(actor: Actor, wanted: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:read');
  const which = isId(wanted) ? { OR: [{ id: wanted }, { name: wanted }] } : { name: wanted };
  const row = await db().apiKey.findFirst({ where: { accountId, deletedAt: null, ...which }, select: { id: true } });
  if (!row) throw notFound('key');
  return row.id;
}
