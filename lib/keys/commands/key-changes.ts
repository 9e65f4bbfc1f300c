import { AppError, invalidFields, MAX_PROBLEMS } from '../../base/errors';
import { shownName } from '../../base/shown-name';
import type { KeyLimitSettings } from '../../limits/schema';
import { parseAddressList } from '../../network/ranges';
import { callableUrl } from '../../webhooks/callable';
import type { WebhookEvent } from '../../webhooks/events';
import type { IpMode } from '../ip-restriction';
import { limitsOf } from '../key-row';
import { MAX_IP_ENTRIES } from '../schema';
import type { LockedKey, Recorded } from './key-transaction';

type AutoReplaceSetting = LockedKey['autoReplace'];
type Data = Partial<LockedKey>;

/** One change of a key's row: the columns to write, and the detail of the audit event. */
export type KeyChange = Recorded & { data: Data };

/** Works out a change on the locked row; null where it has that already. May throw what is wrong with it. */
export type Change = (key: LockedKey) => KeyChange | null;

const updated = (detail: Recorded['detail'], data: Data): KeyChange => ({ action: 'key.updated', detail, data });

/** The key's row after `changes`, one after the other, and what was changed. */
export function applied(key: LockedKey, changes: readonly Change[]): { data: Data; records: Recorded[] } {
  const data: Data = {};
  const records: Recorded[] = [];
  for (const change of changes) {
    const done = change({ ...key, ...data });
    if (!done) continue;
    Object.assign(data, done.data);
    records.push({ action: done.action, detail: done.detail });
  }
  return { data, records };
}

export const name =
  (after: string): Change =>
  (key) =>
    key.name === after ? null : updated({ what: 'name', before: key.name, after }, { name: after });

export const description =
  (after: string | null): Change =>
  (key) =>
    key.description === after
      ? null
      : updated({ what: 'description', before: key.description, after }, { description: after });

export const enabled =
  (after: boolean): Change =>
  (key) =>
    key.enabled === after
      ? null
      : { action: after ? 'key.enabled' : 'key.disabled', detail: { name: key.name }, data: { enabled: after } };

export const scopes =
  (wanted: readonly string[]): Change =>
  (key) => {
    const after = [...new Set(wanted)];
    if ([...after].sort().join() === [...key.scopes].sort().join()) return null;
    return updated({ what: 'scopes', before: key.scopes, after }, { scopes: after });
  };

/** When the key stops working; null is never. */
export const expiry =
  (expiresAt: Date | null): Change =>
  (key) => {
    const [before, after] = [key.expiresAt, expiresAt].map((at) => at?.toISOString() ?? 'never');
    return before === after
      ? null
      : updated({ what: 'expiry', before: before ?? null, after: after ?? null }, { expiresAt });
  };

export type IpChange = { active?: boolean | undefined; mode?: IpMode | undefined; entries?: string[] | undefined };

/**
 * Switch, mode, list; what is left out stays. Throws `conflict` for an active empty allow-list that was not confirmed,
 * because it refuses every request.
 */
export const ipRestriction =
  (input: IpChange, confirmEmpty: boolean): Change =>
  (key) => {
    const after = {
      ipRestricted: input.active ?? key.ipRestricted,
      ipMode: input.mode ?? key.ipMode,
      ipEntries: input.entries ?? key.ipEntries,
    };
    if (after.ipRestricted && after.ipMode === 'allow' && after.ipEntries.length === 0 && !confirmEmpty) {
      throw new AppError(
        'conflict',
        'The allow-list is empty: with the restriction on, every request with this key is refused. Confirm it.',
      );
    }
    if (isSame(key, after)) return null;
    return updated({ what: 'IP restriction', before: ipSummary(key), after: ipSummary(after) }, after);
  };

/** Adds addresses or ranges to the key's list; nothing else changes. Throws `invalid_fields` for too many. */
export const moreIps =
  (added: string[]): Change =>
  (key) => {
    const ipEntries = [...new Set([...key.ipEntries, ...added])];
    if (ipEntries.length === key.ipEntries.length) return null;
    requireListFits(ipEntries);
    return updated({ what: 'IP list', added }, { ipEntries });
  };

/** The address that a lock-on-first key is locked to; null clears it, and the next request locks the key again. */
export const lockedIp =
  (ip: string | null): Change =>
  (key) => {
    if (key.lockedIp === ip) return null;
    const data = { lockedIp: ip, lockedAt: ip === null ? null : new Date() };
    return ip === null
      ? { action: 'key.unlocked', detail: { ip: key.lockedIp }, data }
      : { action: 'key.locked', detail: { ip }, data };
  };

export type SendingChange = {
  defaultSender?: string | null | undefined;
  autoReplace?: AutoReplaceSetting | undefined;
  dlrUrl?: string | null | undefined;
  /** Empty, as null: those of the account. */
  dlrEvents?: WebhookEvent[] | null | undefined;
};

/** Default sender, auto-replace, DLR webhook and its events; null inherits from the account, undefined stays. Throws `invalid_fields`. */
export function sending({ defaultSender, autoReplace, dlrUrl, dlrEvents }: SendingChange): Change[] {
  return [
    inherited('default sender', 'defaultSender', defaultSender),
    inherited('auto-replace mode', 'autoReplace', autoReplace),
    inherited('DLR webhook', 'dlrUrl', callableUrl(dlrUrl)),
    ...(dlrEvents === undefined ? [] : [events(dlrEvents ?? [])]),
  ];
}

const events =
  (after: WebhookEvent[]): Change =>
  (key) => {
    const shown = (list: string[]) => (list.length === 0 ? 'as the account' : list);
    return String(key.dlrEvents) === String(after)
      ? null
      : updated({ what: 'DLR events', before: shown(key.dlrEvents), after: shown(after) }, { dlrEvents: after });
  };

function inherited<Field extends Exclude<keyof SendingChange, 'dlrEvents'>>(
  what: string,
  field: Field,
  after: LockedKey[Field] | undefined,
): Change {
  const said = (value: LockedKey[Field]) => value ?? 'as the account';
  return (key) =>
    after === undefined || key[field] === after
      ? null
      : updated({ what, before: said(key[field]), after: said(after) }, { [field]: after });
}

/** Limits of requests and messages: null is none, undefined stays. A burst without a rate has no effect, and is not stored. */
export const limits =
  (input: Partial<KeyLimitSettings>): Change =>
  (key) => {
    const before = limitsOf(key);
    const after = { ...before, ...withoutUndefined(input) };
    if (after.requestsPerSecond === null) after.requestBurst = null;
    if (limitSummary(before) === limitSummary(after)) return null;
    const { dailyMessages, monthlyMessages } = after;
    return updated(
      { what: 'limits', before: limitSummary(before), after: limitSummary(after) },
      {
        ...after,
        dailyMessages: dailyMessages === null ? null : BigInt(dailyMessages),
        monthlyMessages: monthlyMessages === null ? null : BigInt(monthlyMessages),
      },
    );
  };

function limitSummary({ requestsPerSecond, requestBurst, dailyMessages, monthlyMessages }: KeyLimitSettings): string {
  const parts = [
    requestsPerSecond !== null && `${requestsPerSecond} requests a second`,
    requestBurst !== null && `${requestBurst} at once`,
    dailyMessages !== null && `${dailyMessages} messages a day`,
    monthlyMessages !== null && `${monthlyMessages} a month`,
  ];
  return parts.filter(Boolean).join(', ') || 'none';
}

function withoutUndefined<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
}

export type OptionsChange = { compatible?: boolean | undefined; allowQueryKey?: boolean | undefined };

/** Compatibility of an HMAC key with old clients, and whether an auth key may be in the query. */
export const options =
  (input: OptionsChange): Change =>
  (key) => {
    const after = {
      compatible: key.type === 'hmac' && (input.compatible ?? key.compatible),
      allowQueryKey: key.type === 'auth' && (input.allowQueryKey ?? key.allowQueryKey),
    };
    if (isSame(key, after)) return null;
    return updated({ what: 'options', before: optionSummary(key), after: optionSummary(after) }, after);
  };

/** Whether the row has all of `after` already. */
function isSame(key: LockedKey, after: Data): boolean {
  return (Object.keys(after) as (keyof Data)[]).every((field) => String(key[field]) === String(after[field]));
}

/** Normalized entries of a list of addresses and ranges. Throws `invalid_fields` naming every bad line. */
export function requireList(text: string): string[] {
  const { entries, problems } = parseAddressList(text);
  if (problems.length > 0) {
    const lines = problems
      .slice(0, MAX_PROBLEMS)
      .map(({ line, text: bad, message }) => `Line ${line}, "${shownName(bad)}": ${message}`);
    const more = problems.length - lines.length;
    throw invalidFields({ list: lines.join('\n') }, { more, stored: `list: Line ${problems[0]?.line} is no address.` });
  }
  requireListFits(entries);
  return entries;
}

function requireListFits(entries: string[]): void {
  if (entries.length > MAX_IP_ENTRIES) throw invalidFields({ list: `Use at most ${MAX_IP_ENTRIES} entries.` });
}

const SUMMARY_ENTRIES = 20;

function ipSummary({
  ipRestricted,
  ipMode,
  ipEntries,
}: Pick<LockedKey, 'ipRestricted' | 'ipMode' | 'ipEntries'>): string {
  const shown = ipEntries.slice(0, SUMMARY_ENTRIES).join(', ');
  const rest = ipEntries.length > SUMMARY_ENTRIES ? ` and ${ipEntries.length - SUMMARY_ENTRIES} more` : '';
  return `${ipRestricted ? 'on' : 'off'}, ${ipMode}${ipEntries.length > 0 ? `: ${shown}${rest}` : ''}`;
}

function optionSummary({ compatible, allowQueryKey }: { compatible: boolean; allowQueryKey: boolean }): string {
  if (compatible) return 'takes SHA-1 and MD5';
  return allowQueryKey ? 'may stand in the URL' : 'strict';
}
