import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Arrived } from './normalize';

/** In SQL: how long the ids of a carrier are kept to recognize repetitions. Carriers use ids again. */
export const REMEMBERED = "interval '1 day'";

/** Returns what identifies a message or part at its carrier; null if the carrier has no id for it. */
function digestOf(carrier: string, { carrierMessageId, sender, recipient, ...arrived }: Arrived): string | null {
  if (carrierMessageId === null) return null;
  const part = arrived.kind === 'part' ? [arrived.key.reference, arrived.key.total, arrived.part.number] : [];
  const identity = JSON.stringify([carrier, carrierMessageId, sender, recipient, ...part]);
  return createHash('sha256').update(identity).digest('hex');
}

/** Returns those that the carrier had not delivered within the last day, each once, and records them, in the caller's transaction. */
export async function withoutRepetitions(
  client: pg.ClientBase,
  carrier: string,
  arrived: readonly Arrived[],
): Promise<Arrived[]> {
  const digests = arrived.map((one) => digestOf(carrier, one));
  // In one order, so that two transactions cannot deadlock.
  const distinct = [...new Set(digests.filter((digest) => digest !== null))].sort();
  if (distinct.length === 0) return [...arrived];
  const { rows } = await client.query<{ digest: string }>(
    `INSERT INTO received_once AS o (digest)
     SELECT decode(d, 'hex') FROM unnest($1::text[]) WITH ORDINALITY AS u(d, place) ORDER BY place
     ON CONFLICT (digest) DO UPDATE SET at = now() WHERE o.at < now() - ${REMEMBERED}
     RETURNING encode(digest, 'hex') AS digest`,
    [distinct],
  );
  const fresh = new Set(rows.map(({ digest }) => digest));
  // The first of each digest counts: deleting it excludes those that follow in the same batch.
  return arrived.filter((_, index) => {
    const digest = digests[index];
    return digest === null || (digest !== undefined && fresh.delete(digest));
  });
}
