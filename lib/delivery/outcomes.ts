import type pg from 'pg';
import { isFinal, type MessageStatus } from '../messages/rules';
import type { MessageProgress } from './progress';

/** The three final outcomes that a key's chart distinguishes. */
export type Outcome = 'delivered' | 'failed' | 'unknown';

export function outcomeOf(status: MessageStatus): Outcome {
  return status === 'delivered' || status === 'unknown' ? status : 'failed';
}

type Counted = { apiKeyId: string; day: string } & Record<Outcome, number>;

/**
 * Counts messages that have just become final, by key and the UTC day they were accepted. A final status never changes, so
 * each message is counted once. Rows are taken in one order, so that workers cannot deadlock.
 */
export async function countOutcomes(client: pg.ClientBase, messages: MessageProgress[]): Promise<void> {
  const counted = new Map<string, Counted>();
  for (const { apiKeyId, createdAt, status } of messages) {
    if (!isFinal(status)) continue;
    const day = createdAt.toISOString().slice(0, 10);
    const name = `${apiKeyId} ${day}`;
    const row = counted.get(name) ?? { apiKeyId, day, delivered: 0, failed: 0, unknown: 0 };
    row[outcomeOf(status)]++;
    counted.set(name, row);
  }
  if (counted.size === 0) return;
  const rows = [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await client.query(
    `INSERT INTO api_key_outcome AS o (api_key_id, day, delivered, failed, unknown)
     SELECT * FROM unnest($1::uuid[], $2::date[], $3::bigint[], $4::bigint[], $5::bigint[])
     ON CONFLICT (api_key_id, day) DO UPDATE
     SET delivered = o.delivered + excluded.delivered, failed = o.failed + excluded.failed,
         unknown = o.unknown + excluded.unknown`,
    [
      rows.map((row) => row.apiKeyId),
      rows.map((row) => row.day),
      rows.map((row) => row.delivered),
      rows.map((row) => row.failed),
      rows.map((row) => row.unknown),
    ],
  );
}
