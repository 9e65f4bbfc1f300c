import type pg from 'pg';
import { REGULAR } from '../messages/priorities';
import { DEFAULT_VALIDITY_MIN } from '../messages/schema';
import { plainArray, textArray } from './array-literal';
import { STALE } from './authentication/cached-key';
import type { CommitItem, NewMessage } from './commit-item';
import { acceptingStatement, type Variant } from './insert-accepted-sql';

/** What became of an item: committed now, or the key has changed, or it was carried out before. */
export type CommitOutcome = { createdAt: Date } | typeof STALE | typeof REPLAY;
export const REPLAY = Symbol.for('postern.repeated');

type Row = { id: string; at: Date; fresh: number[] | null };

/**
 * Commits `items`, none of which may be split off, and says in order what became of each. STALE: its key was changed,
 * disabled or deleted after it had been judged. REPEATED: its signature or its Idempotency-Key is taken. Of either nothing
 * was written, but for the use of the repeated one.
 */
export async function insertAccepted(pool: Pick<pg.Pool, 'query'>, items: CommitItem[]): Promise<CommitOutcome[]> {
  const { rows } = await pool.query<Row>(queryFor(items));
  const byKey = new Map(
    rows.map(({ id, at, fresh }) => [id, { committed: { createdAt: at }, fresh: fresh && new Set(fresh) }]),
  );
  return items.map((item, index) => {
    const row = byKey.get(item.apiKeyId);
    if (!row) return STALE;
    return row.fresh?.has(index + 1) === false ? REPLAY : row.committed;
  });
}

/**
 * `items` in as many statements as they need: those of one key at two revisions go in two, and so do two with the same
 * Idempotency-Key.
 */
export function splitConflicting(items: CommitItem[]): CommitItem[][] {
  return isOneGroup(items) ? [items] : groupsOf(items);
}

/** Almost always: the exceptions are a key changed while requests were read, and Idempotency-Keys. */
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
    // A repetition goes after the first, never before it.
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

/** The leanest statement that does for `items`, with its parameters. */
function queryFor(items: CommitItem[]): { name: string; text: string; values: unknown[] } {
  const variant: Variant = { sole: true, guarded: false, rotating: false, detailed: false };
  for (const item of items) {
    if (item.apiKeyId !== items[0]?.apiKeyId) variant.sole = false;
    if (item.signature || item.idempotency) variant.guarded = true;
    if (item.oldSecretId) variant.rotating = true;
    if (!variant.detailed && item.messages.some(isDetailed)) variant.detailed = true;
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

type Use = { place: number; item: CommitItem; uses: number; accepted: number; ip: string | null };

function parameters(items: CommitItem[], { sole, guarded, rotating, detailed }: Variant): unknown[] {
  const uses = new Map<string, Use>();
  const oldSecrets = new Map<string, number>();
  const places: number[] = [];
  const messages: NewMessage[] = [];
  const placesOfMessages: number[] = [];
  const requests: number[] = [];
  const ips: (string | null)[] = [];
  for (const [index, item] of items.entries()) {
    let use = uses.get(item.apiKeyId);
    if (!use) {
      use = { place: uses.size + 1, item, uses: 0, accepted: 0, ip: null };
      uses.set(item.apiKeyId, use);
    }
    use.uses++;
    use.accepted += item.messages.length;
    use.ip = item.clientIp;
    if (item.oldSecretId) oldSecrets.set(item.oldSecretId, (oldSecrets.get(item.oldSecretId) ?? 0) + 1);
    places.push(use.place);
    for (const message of item.messages) {
      messages.push(message);
      placesOfMessages.push(use.place);
      requests.push(index + 1);
      ips.push(item.clientIp);
    }
  }
  const counted = [...uses.values()];
  const values: unknown[] = sole ? counted.flatMap(keyValues) : [...keyArrays(counted), plainArray(placesOfMessages)];
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
  if (guarded) values.push(...guards(items, places));
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

function guards(items: CommitItem[], places: number[]): string[] {
  return [
    plainArray(places),
    plainArray(items.map((item) => item.messages[0]?.id ?? '')),
    textArray(items.map(({ signature }) => signature?.digest ?? null)),
    textArray(items.map(({ signature }) => signature?.fingerprint ?? null)),
    textArray(items.map(({ signature }) => signature?.expiresAt.toISOString() ?? null)),
    textArray(items.map(({ idempotency }) => idempotency?.key ?? null)),
    textArray(items.map(({ idempotency }) => idempotency?.fingerprint ?? null)),
    textArray(items.map(({ storedResult }) => storedResult)),
  ];
}
