import type { Actor } from '../../auth/actor';
import { env } from '../../env';
import { AppError, invalidFields } from '../../errors';
import { parseAddressList } from '../../network/ranges';
import { webhookUrlProblem } from '../../webhooks/rules';
import {
  type IpRestrictionInput,
  ipRestrictionSchema,
  keyOptionsSchema,
  MAX_IP_ENTRIES,
  renameKeySchema,
  type SendSettingsInput,
  sendSettingsSchema,
  setExpirySchema,
  setScopesSchema,
} from '../schema';
import { changeKey, withUniqueName } from './key-transaction';

/** New name and description. Throws `not_found`, `invalid_fields` when the name is taken. */
export async function renameKey(
  actor: Actor,
  input: { id: string; name: string; description?: string | undefined },
): Promise<void> {
  const { id, name, description = null } = renameKeySchema.parse(input);
  await withUniqueName(() =>
    changeKey(actor, id, 'key.updated', async (tx, key) => {
      if (key.name === name && key.description === description) return null;
      await tx.apiKey.update({ where: { id }, data: { name, description } });
      if (key.name === name) return { what: 'description', before: key.description, after: description };
      return { what: 'name', before: key.name, after: name };
    }),
  );
}

/**
 * Sets the IP restriction: switch, mode, list. The list is kept while the switch is off or the mode is `lock`. Throws
 * `invalid_fields` with every bad line, and `conflict` for an active empty allow-list that was not confirmed, because it
 * lets nobody in.
 */
export async function setIpRestriction(actor: Actor, input: IpRestrictionInput): Promise<void> {
  const { id, active, mode, list, confirmEmpty } = ipRestrictionSchema.parse(input);
  const entries = requireList(list);
  if (active && mode === 'allow' && entries.length === 0 && !confirmEmpty) {
    throw new AppError(
      'conflict',
      'The allow-list is empty: with the restriction on, nobody can use this key. Confirm it.',
    );
  }
  await changeKey(actor, id, 'key.updated', async (tx, key) => {
    await tx.apiKey.update({
      where: { id },
      data: { ipRestricted: active, ipMode: mode, ipEntries: entries },
    });
    return {
      what: 'IP restriction',
      before: summary(key.ipRestricted, key.ipMode, key.ipEntries),
      after: summary(active, mode, entries),
    };
  });
}

/** Adds addresses or ranges to the key's list; nothing else changes. For "add this address". Throws `invalid_fields`. */
export async function addToIpList(actor: Actor, id: string, text: string): Promise<void> {
  const added = requireList(text);
  await changeKey(actor, id, 'key.updated', async (tx, key) => {
    const entries = [...new Set([...key.ipEntries, ...added])];
    if (entries.length === key.ipEntries.length) return null;
    requireListFits(entries);
    await tx.apiKey.update({ where: { id }, data: { ipEntries: entries } });
    return { what: 'IP list', added };
  });
}

/** Forgets the address a lock-on-first key is locked on: the next request locks it anew. */
export async function resetLock(actor: Actor, id: string): Promise<void> {
  await changeKey(actor, id, 'key.unlocked', async (tx, key) => {
    if (key.lockedIp === null) return null;
    await tx.apiKey.update({ where: { id }, data: { lockedIp: null, lockedAt: null } });
    return { ip: key.lockedIp };
  });
}

/** Default sender, auto-replace and DLR webhook; null inherits from the account. Throws `invalid_fields`. */
export async function setSendSettings(actor: Actor, input: SendSettingsInput): Promise<void> {
  const { id, defaultSender, autoReplace, dlrUrl } = sendSettingsSchema.parse(input);
  const problem = dlrUrl === null ? null : webhookUrlProblem(dlrUrl, env().WEBHOOK_ALLOW_CIDRS);
  if (problem) throw invalidFields({ dlrUrl: problem });
  const settings = { defaultSender, autoReplace, dlrUrl };
  await changeKey(actor, id, 'key.updated', async (tx, key) => {
    await tx.apiKey.update({ where: { id }, data: settings });
    return { what: 'sending', before: sendSummary(key), after: sendSummary(settings) };
  });
}

type Sending = { defaultSender: string | null; autoReplace: string | null; dlrUrl: string | null };

function sendSummary({ defaultSender, autoReplace, dlrUrl }: Sending): string {
  const said = (value: string | null) => value ?? 'as the account';
  return `sender ${said(defaultSender)}, auto-replace ${said(autoReplace)}, DLR webhook ${said(dlrUrl)}`;
}

export async function setScopes(actor: Actor, input: { id: string; scopes: string[] }): Promise<void> {
  const { id, scopes } = setScopesSchema.parse(input);
  await changeKey(actor, id, 'key.updated', async (tx, key) => {
    await tx.apiKey.update({ where: { id }, data: { scopes: [...new Set(scopes)] } });
    return { what: 'scopes', before: key.scopes, after: scopes };
  });
}

/** When the key stops working; null is never. Throws `invalid_fields` for a time that has passed. */
export async function setExpiry(actor: Actor, input: { id: string; expiresAt: Date | string | null }): Promise<void> {
  const { id, expiresAt } = setExpirySchema.parse(input);
  await changeKey(actor, id, 'key.updated', async (tx, key) => {
    await tx.apiKey.update({ where: { id }, data: { expiresAt } });
    return {
      what: 'expiry',
      before: key.expiresAt?.toISOString() ?? 'never',
      after: expiresAt?.toISOString() ?? 'never',
    };
  });
}

/** What an HMAC key forgives old clients, and whether an auth key may stand in the query. */
export async function setKeyOptions(
  actor: Actor,
  input: { id: string; compatible: boolean; allowQueryKey: boolean },
): Promise<void> {
  const { id, compatible, allowQueryKey } = keyOptionsSchema.parse(input);
  await changeKey(actor, id, 'key.updated', async (tx, key) => {
    const options = {
      compatible: key.type === 'hmac' && compatible,
      allowQueryKey: key.type === 'auth' && allowQueryKey,
    };
    await tx.apiKey.update({ where: { id }, data: options });
    return { what: 'options', before: optionSummary(key), after: optionSummary(options) };
  });
}

function optionSummary({ compatible, allowQueryKey }: { compatible: boolean; allowQueryKey: boolean }): string {
  if (compatible) return 'takes SHA-1 and MD5';
  return allowQueryKey ? 'may stand in the URL' : 'strict';
}

function requireList(text: string): string[] {
  const { entries, problems } = parseAddressList(text);
  if (problems.length > 0) {
    throw invalidFields({
      list: problems.map(({ line, text: bad, message }) => `Line ${line}, "${bad}": ${message}`).join('\n'),
    });
  }
  requireListFits(entries);
  return entries;
}

function requireListFits(entries: string[]): void {
  if (entries.length > MAX_IP_ENTRIES) throw invalidFields({ list: `Use at most ${MAX_IP_ENTRIES} entries.` });
}

const SUMMARY_ENTRIES = 20;

function summary(active: boolean, mode: string, entries: string[]): string {
  const shown = entries.slice(0, SUMMARY_ENTRIES).join(', ');
  const rest = entries.length > SUMMARY_ENTRIES ? ` and ${entries.length - SUMMARY_ENTRIES} more` : '';
  return `${active ? 'on' : 'off'}, ${mode}${entries.length > 0 ? `: ${shown}${rest}` : ''}`;
}
