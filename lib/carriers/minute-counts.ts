import { pool } from '../database/db';
import { noteChange } from '../live/changes';

const FIELDS = ['submitted', 'rejected', 'throttled', 'unknown', 'delivered', 'failed', 'received'] as const;
export type MinuteField = (typeof FIELDS)[number];

/** Counts what carriers do, to be added to the minute's row of each every few seconds. A killed worker loses those seconds. */
export class MinuteCounts {
  #counts = new Map<string, Record<MinuteField, number>>();

  add(carrier: string, field: MinuteField, count = 1): void {
    let counts = this.#counts.get(carrier);
    if (!counts) {
      counts = { submitted: 0, rejected: 0, throttled: 0, unknown: 0, delivered: 0, failed: 0, received: 0 };
      this.#counts.set(carrier, counts);
    }
    counts[field] += count;
  }

  /** Adds the counts to the present minute. They are kept where that fails. */
  async flush(): Promise<void> {
    const counts = [...this.#counts];
    if (counts.length === 0) return;
    this.#counts = new Map();
    noteChange('carriers', null);
    try {
      await pool().query({
        name: 'count-carrier-minutes',
        text: `INSERT INTO carrier_minute AS m (carrier, minute, ${FIELDS.join(', ')})
               SELECT u.carrier, date_trunc('minute', now()), ${FIELDS.map((field) => `u.${field}`).join(', ')}
               FROM unnest($1::text[], ${FIELDS.map((_, i) => `$${i + 2}::int[]`).join(', ')}) AS u(carrier, ${FIELDS.join(', ')})
               ORDER BY u.carrier
               ON CONFLICT (carrier, minute) DO UPDATE
               SET ${FIELDS.map((field) => `${field} = m.${field} + excluded.${field}`).join(', ')}`,
        values: [counts.map(([carrier]) => carrier), ...FIELDS.map((field) => counts.map(([, of]) => of[field]))],
      });
    } catch (error) {
      for (const [carrier, of] of counts)
        for (const field of FIELDS) if (of[field] > 0) this.add(carrier, field, of[field]);
      throw error;
    }
  }
}
