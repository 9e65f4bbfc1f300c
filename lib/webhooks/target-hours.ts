import { pool } from '../database/db';
import { DURATION_BUCKETS, durationBucket } from './durations';
import { isWebhookSuccess } from './rules';
import type { AttemptResult } from './settle';

/** Represents the URLs of requests, keys and the account. */
export const NO_ENDPOINT = '00000000-0000-0000-0000-000000000000';

type Counts = { accountId: string; endpointId: string; succeeded: number; failed: number; durations: number[] };
type Attempt = Pick<AttemptResult, 'accountId' | 'httpStatus' | 'durationMs'> & { endpointId: string | null };

const ADD = `
  INSERT INTO webhook_hour AS h (account_id, endpoint_id, hour, succeeded, failed, last_failure_at, durations)
  SELECT u.account_id, u.endpoint_id, date_trunc('hour', now()), u.succeeded, u.failed, CASE WHEN u.failed > 0 THEN now() END,
         string_to_array(u.durations, ' ')::int[]
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::text[])
    AS u(account_id, endpoint_id, succeeded, failed, durations)
  ORDER BY 1, 2
  ON CONFLICT (account_id, endpoint_id, hour) DO UPDATE
  SET succeeded = h.succeeded + excluded.succeeded, failed = h.failed + excluded.failed,
      last_failure_at = COALESCE(excluded.last_failure_at, h.last_failure_at),
      durations = ARRAY(SELECT a + b FROM unnest(h.durations, excluded.durations) AS t(a, b))`;

/**
 * Counts the attempts of a worker by target, to be added to the hour's row of each every few seconds. A killed worker loses
 * those seconds; the log itself has every attempt.
 */
export class TargetHours {
  #counts = new Map<string, Counts>();

  add(attempts: readonly Attempt[]): void {
    for (const { accountId, endpointId, httpStatus, durationMs } of attempts) {
      const counts = this.#of(accountId, endpointId ?? NO_ENDPOINT);
      if (httpStatus !== null && isWebhookSuccess(httpStatus)) counts.succeeded++;
      else counts.failed++;
      const bucket = durationBucket(durationMs);
      counts.durations[bucket] = (counts.durations[bucket] ?? 0) + 1;
    }
  }

  /** Adds the counts to the present hour. They are kept where that fails. */
  async flush(): Promise<void> {
    const counts = [...this.#counts.values()];
    if (counts.length === 0) return;
    const before = this.#counts;
    this.#counts = new Map();
    try {
      await pool().query({
        name: 'count-target-hours',
        text: ADD,
        values: [
          counts.map(({ accountId }) => accountId),
          counts.map(({ endpointId }) => endpointId),
          counts.map(({ succeeded }) => succeeded),
          counts.map(({ failed }) => failed),
          counts.map(({ durations }) => durations.join(' ')),
        ],
      });
    } catch (error) {
      for (const each of before.values()) this.#merge(each);
      throw error;
    }
  }

  #of(accountId: string, endpointId: string): Counts {
    const name = `${accountId} ${endpointId}`;
    const known = this.#counts.get(name);
    if (known) return known;
    const counts = { accountId, endpointId, succeeded: 0, failed: 0, durations: Array(DURATION_BUCKETS).fill(0) };
    this.#counts.set(name, counts);
    return counts;
  }

  #merge({ accountId, endpointId, succeeded, failed, durations }: Counts): void {
    const counts = this.#of(accountId, endpointId);
    counts.succeeded += succeeded;
    counts.failed += failed;
    counts.durations = counts.durations.map((count, index) => count + (durations[index] ?? 0));
  }
}
