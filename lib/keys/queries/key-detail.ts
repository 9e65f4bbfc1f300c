import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { invalidFields } from '../../base/errors';
import { db } from '../../database/db';
import type { KeyLimitSettings } from '../../limits/schema';
import type { SendSettings } from '../../messages/settings';
import { normalizeAddress } from '../../network/address';
import { compileRanges, isInSet } from '../../network/ranges';
import type { WebhookEvent } from '../../webhooks/events';
import { ipVerdict } from '../ip-restriction';
import { type KeyRow, keyOptions, limitsOf, oldSecretOf } from '../key-row';
import type { KeyView } from '../key-view';
import { findKeyRow } from './find-key';
import { viewOf } from './list-keys';

/** Everything the key's page shows, beside its activity. */
export type KeyDetail = KeyView &
  ReturnType<typeof keyOptions> &
  Pick<KeyRow, 'ipEntries' | 'lockedAt'> & {
    settings: SendSettings;
    accountSettings: SendSettings;
    /** Events that the DLR webhook receives. Empty: those of the account; there: the final statuses. */
    dlrEvents: WebhookEvent[];
    accountDlrEvents: WebhookEvent[];
    /** Until when the webhook secret before the last rotation signs, too. */
    previousWebhookSecretUntil: Date | null;
    /** Changes with the IP restriction. */
    restrictionVersion: string;
    /** The secret being replaced, while a rotation overlaps. */
    oldSecret: ReturnType<typeof oldSecretOf>;
    limits: KeyLimitSettings;
  };

/** One key with its settings. Throws `not_found` for another account's id too. */
export async function getKeyDetail(actor: Actor, id: string): Promise<KeyDetail> {
  const accountId = requirePermission(actor, 'keys:read');
  const [row, account] = await Promise.all([
    findKeyRow(db(), accountId, id),
    db().account.findUniqueOrThrow({
      where: { id: accountId },
      select: { defaultSender: true, autoReplace: true, dlrUrl: true, dlrEvents: true },
    }),
  ]);
  const now = new Date();
  const until = row.previousWebhookSecretUntil;
  return {
    ...(await viewOf(row, actor, now)),
    ...keyOptions(row),
    ipEntries: row.ipEntries,
    restrictionVersion: versionOf(row),
    lockedAt: row.lockedAt,
    settings: settingsOf(row),
    accountSettings: settingsOf(account),
    dlrEvents: row.dlrEvents as WebhookEvent[],
    accountDlrEvents: account.dlrEvents as WebhookEvent[],
    previousWebhookSecretUntil: until && until > now ? until : null,
    oldSecret: oldSecretOf(row, now),
    limits: limitsOf(row),
  };
}

function settingsOf({ defaultSender, autoReplace, dlrUrl }: Pick<KeyRow, 'defaultSender' | 'autoReplace' | 'dlrUrl'>) {
  return { sender: defaultSender, autoReplace, dlrUrl };
}

/** `restrictionVersion`: of the restriction that was tested, to compare with a page's. */
export type IpTest = { ip: string; isAllowed: boolean; why: string; restrictionVersion: string };

/** Returns whether the stored restriction allows a request from `text`. Throws `invalid_fields` for no address. */
export async function testIp(actor: Actor, id: string, text: string): Promise<IpTest> {
  const accountId = requirePermission(actor, 'keys:read');
  const ip = normalizeAddress(text);
  if (!ip) throw invalidFields({ ip: 'Use one IP address, such as 203.0.113.9.' });
  const key = await findKeyRow(db(), accountId, id);
  const restriction = {
    active: key.ipRestricted,
    mode: key.ipMode,
    ranges: compileRanges(key.ipEntries),
    lockedIp: key.lockedIp,
  };
  return {
    ip,
    isAllowed: ipVerdict(restriction, ip) !== 'refused',
    why: reasonFor(key, ip),
    restrictionVersion: versionOf(key),
  };
}

type Restricted = Pick<KeyRow, 'ipRestricted' | 'ipMode' | 'ipEntries' | 'lockedIp'>;

/** Returns a text that differs between two restrictions. */
function versionOf({ ipRestricted, ipMode, ipEntries, lockedIp }: Restricted): string {
  return JSON.stringify([ipRestricted, ipMode, ipEntries, lockedIp]);
}

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
