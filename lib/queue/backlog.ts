import { AppError } from '../base/errors';
import { formatCount } from '../base/format';
import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';
import { gauge } from '../metrics/api-metrics';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import { accountsOverShare, IS_WAITING } from './account-shares';
import { floorOf, floors, type Oldest } from './floors';
import { otherLanes } from './lease';

const MIN_INTERVAL_MS = 1_000;
/** The count runs for at most a twentieth of the time, however long the queue is. */
const INTERVAL_PER_DURATION = 20;
/** A request is answered within 2 s, also where a count takes longer. */
const LONGEST_WAIT_MS = 1_000;

const COUNT = {
  name: 'count-backlog',
  text: `
    SELECT c.name AS carrier, COALESCE(sum(w.waiting), 0)::int AS waiting, array_agg(to_json(w.oldest) #>> '{}' ORDER BY p.priority) AS oldest
    FROM (SELECT name FROM carrier UNION SELECT name FROM (${otherLanes('message_queue', 'carrier', 'SELECT name FROM carrier')}) o) c
    CROSS JOIN generate_series(0, 2) AS p(priority) CROSS JOIN LATERAL (
      SELECT sum(q.size) FILTER (WHERE ${IS_WAITING}) AS waiting, min(q.run_at) AS oldest
      FROM message_queue q
      WHERE q.carrier = c.name AND q.priority = p.priority AND q.run_at >= ${floorOf('$1', 'c.name', 'p.priority')}) w
    GROUP BY c.name`,
};

const FIX = 'The operator can start more workers, or raise MAX_QUEUED_MESSAGES.';
const OVER_SHARE = `Most of the messages that MAX_QUEUED_MESSAGES allows to wait are of this account, and the rest is kept for others. ${FIX}`;

export type BacklogState = { waiting: number; limit: number };

export type BacklogOptions = {
  limit: number;
  /** Returns the number of messages that wait. */
  count: () => Promise<number>;
  /** Returns the accounts that `waiting` messages of all accounts leave no room for. */
  findOverShare?: (waiting: number, limit: number) => Promise<ReadonlySet<string>>;
  minIntervalMs?: number;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
};

/**
 * The number of messages that wait to be submitted, of all accounts, counted in the background and only while
 * it is needed. A request never waits for a count, except for the first one in a while after a count above the limit.
 */
export class Backlog {
  #waiting: number | null = null;
  #overShare: ReadonlySet<string> = new Set();
  #countedAtMs = Number.NEGATIVE_INFINITY;
  #intervalMs: number;
  #counting: Promise<void> | null = null;

  constructor(private readonly options: BacklogOptions) {
    this.#intervalMs = options.minIntervalMs ?? MIN_INTERVAL_MS;
  }

  /** The last count; null before the first. */
  get waiting(): number | null {
    return this.#waiting;
  }

  /** Whether the last count reached the limit. Starts a count when the last one is too old. */
  isFull(): boolean {
    if (this.#counting === null && this.#ageMs >= this.#intervalMs) void this.#count();
    return this.#full !== null;
  }

  /** Whether there is no room for messages of the account. Starts a count when the last one is too old. */
  isFullFor(accountId: string): boolean {
    return this.isFull() || this.#overShare.has(accountId);
  }

  /** Returns the state while the limit is reached, else null. Waits, for a second at most, where the last count is old. */
  async findFull(): Promise<BacklogState | null> {
    if (this.isFull()) await this.#renewed();
    return this.#full;
  }

  /** Returns `overloaded` while the limit is reached, or the account's share of it, else null. */
  async findRefusal(accountId: string): Promise<AppError | null> {
    if (this.isFullFor(accountId)) await this.#renewed();
    const full = this.#full;
    if (!full && !this.#overShare.has(accountId)) return null;
    const retryAfterS = Math.max(1, Math.ceil(this.#intervalMs / 1_000));
    const reason = full ? describeFull(full) : OVER_SHARE;
    return new AppError('overloaded', `${reason} Nothing was accepted; try again.`, { retryAfterS });
  }

  /** Resolves when no count is under way. */
  async counted(): Promise<void> {
    await this.#counting;
  }

  get #full(): BacklogState | null {
    const { limit } = this.options;
    return this.#waiting !== null && this.#waiting >= limit ? { waiting: this.#waiting, limit } : null;
  }

  /** Resolves when the count that is under way has replaced one that is old, after a second at most. */
  async #renewed(): Promise<void> {
    if (this.#ageMs >= 2 * this.#intervalMs) await within(LONGEST_WAIT_MS, this.counted());
  }

  get #ageMs(): number {
    return this.#now() - this.#countedAtMs;
  }

  #now(): number {
    return this.options.now?.() ?? performance.now();
  }

  #count(): Promise<void> {
    const startedMs = this.#now();
    const { limit, count, findOverShare } = this.options;
    this.#counting = count()
      .then(async (waiting) => {
        this.#waiting = waiting;
        this.#overShare = findOverShare ? await findOverShare(waiting, limit) : new Set();
      })
      .catch((error: unknown) => logger().warn({ err: error }, 'the messages that wait could not be counted'))
      .then(() => {
        this.#countedAtMs = this.#now();
        const { minIntervalMs = MIN_INTERVAL_MS } = this.options;
        this.#intervalMs = Math.max(minIntervalMs, INTERVAL_PER_DURATION * (this.#countedAtMs - startedMs));
        this.#counting = null;
      });
    return this.#counting;
  }
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** Describes a backlog at its limit, and what the operator can do. */
export function describeFull({ waiting, limit }: BacklogState): string {
  return (
    `${formatCount(waiting)} messages wait to be submitted, and MAX_QUEUED_MESSAGES allows ${formatCount(limit)}. ` +
    FIX
  );
}

/** Returns the process's backlog. */
export function backlog(): Backlog {
  return processSingleton('backlog', () => {
    const limit = env().MAX_QUEUED_MESSAGES;
    const created = new Backlog({ limit, count: countWaiting, findOverShare: accountsOverShare });
    const waitingHelp = 'Messages that wait to be submitted, as last counted for MAX_QUEUED_MESSAGES.';
    gauge('postern_backlog_messages', waitingHelp, () => created.waiting ?? 0, 'max');
    const limitHelp = 'MAX_QUEUED_MESSAGES: from this backlog on sends are refused.';
    gauge('postern_backlog_limit_messages', limitHelp, () => limit, 'max');
    return created;
  });
}

type Lanes = { carrier: string; waiting: number; oldest: Oldest };

async function countWaiting(): Promise<number> {
  const { rows } = await pool().query<Lanes>({ ...COUNT, values: [floors().toParameter()] });
  for (const { carrier, oldest } of rows) floors().learn(carrier, oldest);
  return rows.reduce((sum, { waiting }) => sum + waiting, 0);
}
