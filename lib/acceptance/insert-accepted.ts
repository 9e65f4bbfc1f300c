import type pg from 'pg';
import { plainArray, textArray } from '../database/array-literal';
import { REGULAR } from '../messages/rules';
import { DEFAULT_VALIDITY_MIN } from '../messages/schema';
import { STALE } from './authentication/cached-key';
import type { CommitItem, NewMessage } from './commit-item';
import { acceptingStatement, type Variant } from './insert-accepted-sql';

/** Outcome of an item: committed now, refused because the key has changed, or the replay of an earlier request. */
export type CommitOutcome = { createdAt: Date } | typeof STALE | typeof REPLAY;
export const REPLAY = Symbol.for('postern.replay');

/** `accepted`: which guarded requests of the key are new, by their position from 1. */
type Row = { id: string; at: Date; accepted: number[] | null };

/**
 * Commits `items` in one statement and returns the outcome of each, in order. STALE: its key was changed, disabled or
 * deleted after it had been checked. REPLAY: its signature or its Idempotency-Key was used before. In both cases nothing
 * was written, except that a replay counts as a use. `items` must be one part of `splitConflicting`.
 */
export async function insertAccepted(pool: Pick<pg.Pool, 'query'>, items: CommitItem[]): Promise<CommitOutcome[]> {
  const { rows } = await pool.query<Row>(queryFor(items));
  const byKey = new Map(
    rows.map(({ id, at, accepted }) => [id, { committed: { createdAt: at }, accepted: accepted && new Set(accepted) }]),
  );
  return items.map((item, index) => {
    const row = byKey.get(item.apiKeyId);
    if (!row) return STALE;
    return row.accepted?.has(index + 1) === false ? REPLAY : row.committed;
  });
}

/**
 * Splits `items` into as few statements as possible: items of one key at two revisions need two, and so do two items with
 * the same Idempotency-Key, and items that are paid for and others.
 */
export function splitConflicting(items: CommitItem[]): CommitItem[][] {
  const charged = items.filter(({ charge }) => charge !== null);
  if (charged.length === 0) return isOneGroup(items) ? [items] : groupsOf(items);
  // Those that are paid for need more statements, which the others do not wait for.
  const others = items.filter(({ charge }) => charge === null);
  return [others, charged].flatMap((part) => (part.length === 0 ? [] : isOneGroup(part) ? [part] : groupsOf(part)));
}

/** True in nearly all cases; not when a key was changed while requests were read, or with Idempotency-Keys. */
function isOneGroup(items: CommitItem[]): boolean {
  const revisions = new Map<string, number>();
  for (const { apiKeyId, revision, idempotency } of items) {
    if (idempotency || (revisions.get(apiKeyId) ?? revision) !== revision) return false;
    revisions.set(apiKeyId, revision);
  }
  return true;
}

function groupsOf(items: CommitItem[]): CommitItem[][] {
  const groups: { revisions: Map<string, number>; keys: Set<string>; items: CommitItem[] }[] = [];
  for (const item of items) {
    const key = item.idempotency && `${item.accountId} ${item.idempotency.key}`;
    const fits = ({ revisions, keys }: (typeof groups)[number]) =>
      (revisions.get(item.apiKeyId) ?? item.revision) === item.revision && !(key && keys.has(key));
    // A replay goes into a later statement than the first request, never an earlier one.
    let group = key ? undefined : groups.find(fits);
    if (key) {
      const last = groups.findLastIndex(({ keys }) => keys.has(key));
      group = groups.slice(last + 1).find(fits);
    }
    if (!group) {
      group = { revisions: new Map(), keys: new Set(), items: [] };
      groups.push(group);
    }
    group.revisions.set(item.apiKeyId, item.revision);
    if (key) group.keys.add(key);
    group.items.push(item);
  }
  return groups.map((group) => group.items);
}

/** Returns the cheapest statement that can insert `items`, with its parameters. */
function queryFor(items: CommitItem[]): { name: string; text: string; values: unknown[] } {
  const variant: Variant = { sole: true, guarded: false, rotating: false, detailed: false, routed: false };
  const carrier = items[0]?.messages[0]?.carrier;
  for (const item of items) {
    if (item.apiKeyId !== items[0]?.apiKeyId) variant.sole = false;
    if (item.signature || item.idempotency) variant.guarded = true;
    if (item.oldSecretId) variant.rotating = true;
    if (!variant.detailed && item.messages.some(isDetailed)) variant.detailed = true;
    if (!variant.routed && item.messages.some((message) => message.carrier !== carrier)) variant.routed = true;
  }
  if (variant.guarded || variant.rotating) variant.sole = false;
  const { name, text } = acceptingStatement(variant);
  return { name, text, values: parameters(items, variant) };
}

function isDetailed(message: NewMessage): boolean {
  return (
    message.autoReplace !== 'off' ||
    message.priority !== REGULAR ||
    message.sendAt !== null ||
    message.validityMin !== DEFAULT_VALIDITY_MIN ||
    message.reference !== null ||
    message.metadata !== null
  );
}

type Use = { position: number; item: CommitItem; uses: number; accepted: number; ip: string | null };

function parameters(items: CommitItem[], { sole, guarded, rotating, detailed, routed }: Variant): unknown[] {
  const uses = new Map<string, Use>();
  const oldSecrets = new Map<string, number>();
  const positions: number[] = [];
  const messages: NewMessage[] = [];
  const messagePositions: number[] = [];
  const requests: number[] = [];
  const ips: (string | null)[] = [];
  for (const [index, item] of items.entries()) {
    let use = uses.get(item.apiKeyId);
    if (!use) {
      use = { position: uses.size + 1, item, uses: 0, accepted: 0, ip: null };
      uses.set(item.apiKeyId, use);
    }
    use.uses++;
    use.accepted += item.messages.length;
    use.ip = item.clientIp;
    if (item.oldSecretId) oldSecrets.set(item.oldSecretId, (oldSecrets.get(item.oldSecretId) ?? 0) + 1);
    positions.push(use.position);
    for (const message of item.messages) {
      messages.push(message);
      messagePositions.push(use.position);
      requests.push(index + 1);
      ips.push(item.clientIp);
    }
  }
  const counted = [...uses.values()];
  const values: unknown[] = sole ? counted.flatMap(keyValues) : [...keyArrays(counted), plainArray(messagePositions)];
  values.push(
    plainArray(messages.map((message) => message.id)),
    textArray(messages.map((message) => message.recipient)),
    textArray(messages.map((message) => message.sender)),
    textArray(messages.map((message) => message.text)),
    plainArray(messages.map((message) => message.encoding)),
    plainArray(messages.map((message) => message.segments)),
    textArray(messages.map((message) => message.dlrUrl)),
    textArray(ips),
  );
  if (guarded) values.push(plainArray(requests));
  if (detailed) values.push(...details(messages));
  values.push(routed ? textArray(messages.map((message) => message.carrier)) : messages[0]?.carrier);
  if (guarded) values.push(...guards(items, positions));
  if (rotating) values.push(plainArray([...oldSecrets.keys()]), plainArray([...oldSecrets.values()]));
  return values;
}

function keyValues({ item, uses, accepted, ip }: Use): unknown[] {
  return [item.apiKeyId, item.revision, uses, accepted, ip, item.environment];
}

function keyArrays(counted: Use[]): string[] {
  return [
    plainArray(counted.map(({ item }) => item.apiKeyId)),
    plainArray(counted.map(({ item }) => item.revision)),
    plainArray(counted.map((use) => use.uses)),
    plainArray(counted.map((use) => use.accepted)),
    textArray(counted.map((use) => use.ip)),
    plainArray(counted.map(({ item }) => item.environment)),
  ];
}

function details(messages: NewMessage[]): string[] {
  return [
    plainArray(messages.map((message) => message.autoReplace)),
    plainArray(messages.map((message) => message.priority)),
    textArray(messages.map((message) => message.sendAt)),
    plainArray(messages.map((message) => message.validityMin)),
    textArray(messages.map((message) => message.reference)),
    textArray(messages.map((message) => message.metadata && JSON.stringify(message.metadata))),
  ];
}

function guards(items: CommitItem[], positions: number[]): string[] {
  return [
    plainArray(positions),
    plainArray(items.map((item) => item.messages[0]?.id ?? '')),
    textArray(items.map(({ signature }) => signature?.digest ?? null)),
    textArray(items.map(({ signature }) => signature?.fingerprint ?? null)),
    textArray(items.map(({ signature }) => signature?.expiresAt.toISOString() ?? null)),
    textArray(items.map(({ idempotency }) => idempotency?.key ?? null)),
    textArray(items.map(({ idempotency }) => idempotency?.fingerprint ?? null)),
    textArray(items.map(({ storedResult }) => storedResult)),
  ];
}
