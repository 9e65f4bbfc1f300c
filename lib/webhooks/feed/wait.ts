import { processSingleton } from '../../base/process-singleton';
import { pool } from '../../database/db';

/** How often waiting requests are checked: one statement for all of a process. */
const POLL_MS = 500;
/** Requests of a process that wait at the same time; others are answered at once. */
const MAX_WAITING = 500;
/** Of one account. */
const MAX_WAITING_OF_ACCOUNT = 20;

type Waiting = { accountId: string; after: string; end: () => void };

const FIND_NEW = `
  SELECT u.place::int FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS u(account_id, after, place)
  WHERE EXISTS (SELECT FROM report_feed f WHERE f.account_id = u.account_id AND f.position IS NULL)
     OR EXISTS (SELECT FROM report_feed_state s WHERE s.account_id = u.account_id AND s.last_position > u.after)`;

/** Requests that wait for the next report. The database is polled only while there are any. */
class FeedWaiters {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | null = null;

  /** Resolves when the account may have a report after the position, at the latest after `ms`, and at once above the limits. */
  wait(accountId: string, after: string, ms: number): Promise<void> {
    const ofAccount = [...this.#waiting].filter((other) => other.accountId === accountId).length;
    if (this.#waiting.size >= MAX_WAITING || ofAccount >= MAX_WAITING_OF_ACCOUNT) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting: Waiting = { accountId, after, end: () => this.#end(waiting, timeout, resolve) };
      const timeout = setTimeout(waiting.end, ms);
      this.#waiting.add(waiting);
      this.#timer ??= setTimeout(() => void this.#poll(), POLL_MS);
    });
  }

  endAll(): void {
    for (const { end } of [...this.#waiting]) end();
  }

  #end(waiting: Waiting, timeout: NodeJS.Timeout, resolve: () => void): void {
    clearTimeout(timeout);
    this.#waiting.delete(waiting);
    resolve();
  }

  /** A failure ends nothing: requests wait for the next poll, or until their time is over. */
  async #poll(): Promise<void> {
    const all = [...this.#waiting];
    if (all.length > 0) {
      const values = [all.map(({ accountId }) => accountId), all.map(({ after }) => after)];
      const found = await pool()
        .query<{ place: number }>({ name: 'find-new-reports', text: FIND_NEW, values })
        .catch(() => ({ rows: [] }));
      for (const { place } of found.rows) all[place - 1]?.end();
    }
    this.#timer = this.#waiting.size > 0 ? setTimeout(() => void this.#poll(), POLL_MS) : null;
  }
}

const waiters = () => processSingleton('feed-waiters', () => new FeedWaiters());

/** Waits for a report of the account after a position, at most `seconds`. */
export function waitForReport(accountId: string, after: string, seconds: number): Promise<void> {
  return seconds > 0 ? waiters().wait(accountId, after, seconds * 1_000) : Promise.resolve();
}

/** Ends all waits of this process, which is stopping: its requests are answered. */
export function endWaits(): void {
  waiters().endAll();
}
