import { createHmac } from 'node:crypto';

/** The chain of events that belong to no account. */
export const INSTALLATION_CHAIN = '00000000-0000-0000-0000-000000000000';

/** An audit event with its place in its chain: everything that its hash covers. */
export type ChainedEvent = {
  prevHash: Uint8Array;
  chain: string;
  seq: bigint;
  id: string;
  accountId: string | null;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  ip: string | null;
  action: string;
  targetKind: string;
  targetId: string | null;
  detail: unknown;
};

/** Returns HMAC-SHA-256 of an event, which binds it to all events before it. */
export function eventHash(event: ChainedEvent, key: Buffer): Buffer {
  return createHmac('sha256', key).update(canonicalEvent(event)).digest();
}

/** A JSON array, so that no two events have the same text. */
function canonicalEvent(event: ChainedEvent): string {
  const { prevHash, chain, seq, id, accountId, at, actorKind, actorId, actorName, ip } = event;
  const { action, targetKind, targetId, detail } = event;
  const place = ['event', Buffer.from(prevHash).toString('hex'), chain, String(seq), id, accountId, at.toISOString()];
  return JSON.stringify([...place, actorKind, actorId, actorName, ip, action, targetKind, targetId, sorted(detail)]);
}

/** Returns a JSON value with sorted names: the database keeps no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, sorted(field)]);
}
