import type * as z from 'zod';
import type { Actor, Scope } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { db, type Transaction } from '../../database/db';
import { type KeyLimitsInput, setKeyLimitsSchema } from '../../limits/schema';
import { requireApprovedSender } from '../../senders/approved';
import { addsPower, requireOwnLife, requireOwnScopes, requireReach } from '../grantable-scopes';
import {
  type IpRestrictionInput,
  ipRestrictionSchema,
  keyOptionsSchema,
  renameKeySchema,
  type SendSettingsInput,
  sendSettingsSchema,
  setExpirySchema,
  setScopesSchema,
} from '../schema';
import { requireNotCopiedBeyond } from './copied-before';
import * as change from './key-changes';
import { keepRecords, type LockedKey, lockKey, withUniqueName } from './key-transaction';
import { prepareLimits } from './limit-changes';

/** Carries out `changes` on one key, all or none. Throws `not_found` and what they throw. */
async function applyChanges(actor: Actor, id: string, changes: change.Change[]): Promise<void> {
  const accountId = requirePermission(actor, 'keys:update');
  await withUniqueName(() =>
    db().$transaction(async (tx) => changeWithin(tx, actor, await lockKey(tx, accountId, id), changes)),
  );
}

/** Applies `changes` to a locked key in the caller's transaction. A managing key cannot grant more than it has. */
export async function changeWithin(
  tx: Transaction,
  actor: Actor,
  key: LockedKey,
  changes: change.Change[],
): Promise<void> {
  requireReach(actor, key.environment);
  const { data, records } = change.applied(key, changes);
  const added = data.scopes?.filter((scope) => !key.scopes.includes(scope)) ?? [];
  requireOwnScopes(actor, added);
  if (data.expiresAt !== undefined) requireOwnLife(actor, data.expiresAt);
  else if (addsPower(key, data)) requireOwnLife(actor, key.expiresAt);
  // Reports contain recipients: a changed URL sends them to another receiver.
  if (data.dlrUrl !== undefined) requireOwnScopes(actor, ['sms:read']);
  if (records.length === 0) return;
  await prepareLimits(tx, actor, key, data);
  await requireNotCopiedBeyond(tx, key, added);
  if (data.defaultSender) await requireApprovedSender(tx, key.accountId, data.defaultSender);
  await tx.apiKey.update({ where: { id: key.id, accountId: key.accountId }, data });
  await keepRecords(tx, actor, key, records);
}

/** Checks the permission before the input, so that an unauthorized actor learns nothing about it. */
function allowed<Schema extends z.ZodType>(actor: Actor, schema: Schema, input: z.input<Schema>): z.output<Schema> {
  requirePermission(actor, 'keys:update');
  return schema.parse(input);
}

/** New name and description. Throws `not_found`, `invalid_fields` when the name is taken. */
export async function renameKey(
  actor: Actor,
  input: { id: string; name: string; description?: string | undefined },
): Promise<void> {
  const { id, name, description = null } = allowed(actor, renameKeySchema, input);
  await applyChanges(actor, id, [change.name(name), change.description(description)]);
}

/**
 * Sets the IP restriction: switch, mode, list. The list is kept while the switch is off or the mode is `lock`. Throws
 * `invalid_fields` with every bad line, and `conflict` for an active empty allow-list that was not confirmed.
 */
export async function setIpRestriction(actor: Actor, input: IpRestrictionInput): Promise<void> {
  const { id, active, mode, list, confirmEmpty } = allowed(actor, ipRestrictionSchema, input);
  await applyChanges(actor, id, [
    change.ipRestriction({ active, mode, entries: change.requireList(list) }, confirmEmpty),
  ]);
}

/** Adds addresses or ranges to the key's list; nothing else changes. For "add this address". Throws `invalid_fields`. */
export async function addToIpList(actor: Actor, id: string, text: string): Promise<void> {
  await applyChanges(actor, id, [change.moreIps(change.requireList(text))]);
}

/** Clears the address that a lock-on-first key is locked to: the next request locks it again. */
export async function resetLock(actor: Actor, id: string): Promise<void> {
  await applyChanges(actor, id, [change.lockedIp(null)]);
}

/** Default sender, auto-replace and DLR webhook; null inherits from the account. Throws `invalid_fields`. */
export async function setSendSettings(actor: Actor, input: SendSettingsInput): Promise<void> {
  const { id, ...settings } = allowed(actor, sendSettingsSchema, input);
  await applyChanges(actor, id, change.sending(settings));
}

/** What the key may do. Throws `invalid_fields` for a scope beyond the rights of a member who has copied the key. */
export async function setScopes(actor: Actor, input: { id: string; scopes: Scope[] }): Promise<void> {
  const { id, scopes } = allowed(actor, setScopesSchema, input);
  await applyChanges(actor, id, [change.scopes(scopes)]);
}

/** Limits of requests a second, and of messages a day and a month; null is no limit. */
export async function setKeyLimits(actor: Actor, input: KeyLimitsInput): Promise<void> {
  const { id, ...limits } = allowed(actor, setKeyLimitsSchema, input);
  await applyChanges(actor, id, [change.limits(limits)]);
}

/** When the key stops working; null is never. Throws `invalid_fields` for a time that has passed. */
export async function setExpiry(actor: Actor, input: { id: string; expiresAt: Date | string | null }): Promise<void> {
  const { id, expiresAt } = allowed(actor, setExpirySchema, input);
  await applyChanges(actor, id, [change.expiry(expiresAt)]);
}

/** What an HMAC key forgives old clients, and whether an auth key may stand in the query. */
export async function setKeyOptions(
  actor: Actor,
  input: { id: string; compatible: boolean; allowQueryKey: boolean },
): Promise<void> {
  const { id, ...options } = allowed(actor, keyOptionsSchema, input);
  await applyChanges(actor, id, [change.options(options)]);
}
