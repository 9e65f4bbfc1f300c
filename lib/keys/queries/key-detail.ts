import type { Actor, Scope } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { invalidFields, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db } from '../../database/db';
import type { SendSettings } from '../../messages/settings';
import { normalizeAddress } from '../../network/address';
import { compileRanges, isInSet } from '../../network/ranges';
import { ipVerdict } from '../ip-restriction';
import type { KeyView } from '../key-view';
import { getKey } from './list-keys';

/** Everything the key's page shows, beside its activity. */
export type KeyDetail = KeyView & {
  scopes: Scope[];
  compatible: boolean;
  allowQueryKey: boolean;
  ipEntries: string[];
  lockedAt: Date | null;
  settings: SendSettings;
  accountSettings: SendSettings;
  /** The secret being replaced, while a rotation overlaps. */
  oldSecret: { validUntil: Date; timesUsed: number; lastUsedAt: Date | null } | null;
};

/** One key with its settings. Throws `not_found` for another account's id too. */
export async function getKeyDetail(actor: Actor, id: string): Promise<KeyDetail> {
  const accountId = requirePermission(actor, 'keys:read');
  const view = await getKey(actor, id);
  const row = await db().apiKey.findFirst({
    where: { id, accountId, deletedAt: null },
    select: {
      scopes: true,
      compatible: true,
      allowQueryKey: true,
      ipEntries: true,
      lockedAt: true,
      defaultSender: true,
      autoReplace: true,
      dlrUrl: true,
      account: { select: { defaultSender: true, autoReplace: true, dlrUrl: true } },
      secrets: {
        where: { validUntil: { gt: new Date() } },
        select: { validUntil: true, timesUsed: true, lastUsedAt: true },
        take: 1,
      },
    },
  });
  if (!row) throw notFound('key');
  const [old] = row.secrets;
  return {
    ...view,
    scopes: row.scopes as Scope[],
    compatible: row.compatible,
    allowQueryKey: row.allowQueryKey,
    ipEntries: row.ipEntries,
    lockedAt: row.lockedAt,
    settings: settingsOf(row),
    accountSettings: settingsOf(row.account),
    oldSecret: old?.validUntil
      ? { validUntil: old.validUntil, timesUsed: Number(old.timesUsed), lastUsedAt: old.lastUsedAt }
      : null,
  };
}

function settingsOf(row: {
  defaultSender: string | null;
  autoReplace: SendSettings['autoReplace'];
  dlrUrl: string | null;
}) {
  return { sender: row.defaultSender, autoReplace: row.autoReplace, dlrUrl: row.dlrUrl };
}

export type IpTest = { ip: string; isAllowed: boolean; why: string };

/** Returns whether the stored restriction allows a request from `text`. Throws `invalid_fields` for no address. */
export async function testIp(actor: Actor, id: string, text: string): Promise<IpTest> {
  const accountId = requirePermission(actor, 'keys:read');
  const ip = normalizeAddress(text);
  if (!ip) throw invalidFields({ ip: 'Use one IP address, such as 203.0.113.9.' });
  const key = isId(id)
    ? await db().apiKey.findFirst({
        where: { id, accountId, deletedAt: null },
        select: { ipRestricted: true, ipMode: true, ipEntries: true, lockedIp: true },
      })
    : null;
  if (!key) throw notFound('key');
  const restriction = {
    active: key.ipRestricted,
    mode: key.ipMode,
    ranges: compileRanges(key.ipEntries),
    lockedIp: key.lockedIp,
  };
  return { ip, isAllowed: ipVerdict(restriction, ip) !== 'refused', why: reasonFor(key, ip) };
}

type Restricted = {
  ipRestricted: boolean;
  ipMode: 'allow' | 'block' | 'lock';
  ipEntries: string[];
  lockedIp: string | null;
};

function reasonFor({ ipRestricted, ipMode, ipEntries, lockedIp }: Restricted, ip: string): string {
  if (!ipRestricted) return 'The restriction is off: any address is allowed.';
  if (ipMode === 'lock') {
    if (lockedIp === null) return 'The key is not locked yet: the first request locks it on its address.';
    return lockedIp === ip ? 'The key is locked on this address.' : `The key is locked on ${lockedIp}.`;
  }
  const list = ipMode === 'allow' ? 'allow-list' : 'block-list';
  const match = ipEntries.find((entry) => entry === '0.0.0.0/0' || isInSet(ip, compileRanges([entry])));
  return match ? `${match} is in the ${list}.` : `No entry of the ${list} matches.`;
}
