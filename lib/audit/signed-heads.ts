import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { AuditKey } from './audit-keys';

/** The last event of a chain. `hash` in hex. */
export type ChainHead = { chain: string; seq: bigint; hash: string };

const TYPE = 'audit-heads';

/** The heads of chains at one time, signed: what stood in the log then cannot change later without being noticed. */
export type SignedHeads = {
  type: typeof TYPE;
  at: string;
  /** The id of the key. */
  key: string;
  /** Chain, number and hash of the last event. */
  heads: [string, string, string][];
  mac: string;
};

const signedHeads = z.object({
  type: z.literal(TYPE),
  at: z.iso.datetime(),
  key: z.string(),
  heads: z.array(z.tuple([z.uuid(), z.string().regex(/^\d{1,18}$/), z.string().regex(/^[\da-f]{64}$/)])),
  mac: z.string().regex(/^[\da-f]{64}$/),
});

export function signHeads(heads: readonly ChainHead[], at: Date, { id, key }: AuditKey): SignedHeads {
  const unsigned = {
    type: TYPE,
    at: at.toISOString(),
    key: id,
    heads: heads.map(({ chain, seq, hash }): [string, string, string] => [chain, String(seq), hash]),
  } as const;
  return { ...unsigned, mac: macOf(unsigned, key).toString('hex') };
}

export type HeadsLine = { at: Date; heads: ChainHead[]; isAuthentic: boolean };

/**
 * Parses a line of the file, or of a log that contains the same object as `auditHeads`. Null for a line without signed heads,
 * such as another line of the log or one that a crash cut off.
 */
export function parseHeadsLine(line: string, keys: ReadonlyMap<string, Buffer>): HeadsLine | null {
  if (!line.includes(TYPE)) return null;
  const object = objectIn(line);
  if (object?.type !== TYPE) return null;
  const parsed = signedHeads.safeParse(object);
  if (!parsed.success) return { at: new Date(0), heads: [], isAuthentic: false };
  const { data } = parsed;
  const key = keys.get(data.key);
  return {
    at: new Date(data.at),
    heads: data.heads.map(([chain, seq, hash]) => ({ chain, seq: BigInt(seq), hash })),
    isAuthentic: key !== undefined && timingSafeEqual(macOf(data, key), Buffer.from(data.mac, 'hex')),
  };
}

function objectIn(line: string): { type?: unknown } | null {
  try {
    const value = JSON.parse(line);
    return value?.auditHeads ?? value;
  } catch {
    return null;
  }
}

function macOf({ type, at, key: id, heads }: Omit<SignedHeads, 'mac'>, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([type, at, id, heads]))
    .digest();
}
