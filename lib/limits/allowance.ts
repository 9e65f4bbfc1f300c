import type { LimitKind, Period } from './period';

/** One limit in one period. */
export type LimitSpec = {
  kind: LimitKind;
  subjectId: string;
  accountId: string;
  /** Messages of the period, or the burst of a rate. */
  limit: number;
  /** Requests a second; 0 for a limit of messages. */
  rate: number;
  period: Period;
};

/** What a process reports of an allowance, and what it asks for. */
export type Demand = { unused: number; keep: number; need: number; ahead: number };
/**
 * `taken`: used by all processes, or held by them. `elsewhere`: of that, what other processes held when they last reported;
 * `held`: what this process is recorded to hold.
 */
export type Grant = { kept: number; granted: number; taken: number; elsewhere: number; held: number };

/** Takes allowance of the row that all processes share. */
export type Take = (spec: LimitSpec, demand: Demand) => Promise<Grant>;

/** Other processes return what they hold in advance within one interval of their flush, `FLUSH_MS` of allowances.ts. */
const RETRY_MS = 100;
const MAX_RETRIES = 12;
/** For how long a refusal is repeated without the database. A failed commit may return messages meanwhile. */
const REPEAT_MS = 500;

/** From what is left of the limit, as a part of it, reports are frequent. `limit_take` is strict from a sixteenth on. */
const NEAR = 8;
/** Of a flush: what a process holds is recorded for 10 s. */
const REPORT_INTERVALS = 4;

type Waiting = {
  count: number;
  isAsked: boolean;
  retries: number;
  resolve: (isTaken: boolean) => void;
  reject: (error: unknown) => void;
};

/**
 * One process's part of a limit that all processes share. It takes what requests need and, while they are frequent, more in
 * advance, so that most requests need no statement. The sum over all processes never exceeds the limit; near it nothing is
 * held in advance, and before a limit of messages refuses, other processes have returned what they hold.
 */
export class Allowance {
  /** Whether it was removed from the process's allowances. */
  isRetired = false;
  #unused = 0;
  #taken = 0;
  #elsewhere = 0;
  #recorded = 0;
  #used = 0;
  #usedBefore = 0;
  #deniedUntilMs = 0;
  #sinceReport = 0;
  #isTaking = false;
  #retryTimer: NodeJS.Timeout | null = null;
  readonly #waiting: Waiting[] = [];

  constructor(
    public spec: LimitSpec,
    private readonly take: Take,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What is left of the limit, as last known. */
  get remaining(): number {
    return Math.max(0, Math.floor(this.spec.limit - this.#taken) + this.#unused);
  }

  /** Milliseconds until one more request is possible. Of a rate only. */
  get untilNextMs(): number {
    const { limit, rate } = this.spec;
    return rate > 0 ? (Math.max(0, this.#taken + 1 - limit) / rate) * 1_000 : 0;
  }

  /** Whether it holds nothing, and was not used for two intervals. */
  get isIdle(): boolean {
    return (
      this.#unused + this.#recorded === 0 &&
      this.#used + this.#usedBefore === 0 &&
      this.#waiting.length === 0 &&
      !this.#isTaking
    );
  }

  /** Takes `count` of what the process holds. Returns false where it holds less. */
  tryUse(count: number): boolean {
    if (this.#unused < count || this.#waiting.length > 0) return false;
    this.#unused -= count;
    this.#used += count;
    return true;
  }

  /** Takes `count`, all or nothing. Returns whether the limit allows it. Rejects where the database cannot be reached. */
  use(count: number): Promise<boolean> {
    if (this.tryUse(count)) return Promise.resolve(true);
    if (this.now() < this.#deniedUntilMs && this.remaining < count) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ count, isAsked: false, retries: 0, resolve, reject });
      void this.#serve();
    });
  }

  /** Returns messages that were not accepted. */
  giveBack(count: number): void {
    this.#unused += count;
    this.#used = Math.max(0, this.#used - count);
    this.#deniedUntilMs = 0;
    if (this.#waiting.length > 0) void this.#serve();
  }

  /**
   * Returns what is not likely to be needed, and reports what was used: when there is something to return, near the limit,
   * where other processes may wait for it, and otherwise every few intervals. Requests wait meanwhile.
   */
  async flush(keep = this.#ahead): Promise<void> {
    this.#usedBefore = this.#used;
    this.#used = 0;
    this.#sinceReport++;
    if (this.#unused + this.#recorded === 0 || this.#isTaking) return;
    const { limit } = this.spec;
    const isNear = limit - this.#taken < limit / NEAR;
    if (this.#unused > keep || isNear || this.#sinceReport >= REPORT_INTERVALS) await this.#exchange(0, keep);
  }

  /** What the process uses in two intervals, at the pace of the last. */
  get #ahead(): number {
    return 2 * Math.max(this.#used, this.#usedBefore);
  }

  async #serve(): Promise<void> {
    if (this.#isTaking || this.#retryTimer) return;
    this.#settle();
    while (this.#waiting.length > 0 && !this.#retryTimer) {
      let need = 0;
      for (const each of this.#waiting) {
        need += each.count;
        each.isAsked = true;
      }
      try {
        await this.#exchange(need, this.#ahead);
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0)) reject(error);
        return;
      }
      this.#settle();
      this.#refuseDenied();
    }
  }

  /** Serves those whose count is held, in order. A smaller one may pass a larger one that has to wait. */
  #settle(): void {
    for (const each of this.#waiting.splice(0)) {
      if (this.#unused < each.count) {
        this.#waiting.push(each);
        continue;
      }
      this.#unused -= each.count;
      this.#used += each.count;
      each.resolve(true);
    }
  }

  /** Refuses those that were denied. While other processes hold allowance of a limit of messages, asks again in a moment. */
  #refuseDenied(): void {
    const { rate } = this.spec;
    const mayReturn = this.#elsewhere > 0 && rate === 0;
    for (const each of this.#waiting.splice(0)) {
      if (!each.isAsked) {
        this.#waiting.push(each);
      } else if (mayReturn && each.retries++ < MAX_RETRIES) {
        this.#waiting.push(each);
        this.#retryTimer ??= setTimeout(() => {
          this.#retryTimer = null;
          void this.#serve();
        }, RETRY_MS);
      } else {
        this.#deniedUntilMs = this.now() + (rate > 0 ? Math.min(this.untilNextMs, REPEAT_MS) : REPEAT_MS);
        each.resolve(false);
      }
    }
  }

  async #exchange(need: number, keep: number): Promise<void> {
    const unused = this.#unused;
    this.#unused = 0;
    this.#isTaking = true;
    try {
      // After a failure its outcome is unknown: what was held counts as used, since that never exceeds the limit.
      const { kept, granted, taken, elsewhere, held } = await this.take(this.spec, { unused, keep, need, ahead: keep });
      this.#unused += kept + granted;
      this.#taken = taken;
      this.#elsewhere = elsewhere;
      this.#recorded = held;
      this.#sinceReport = 0;
    } finally {
      this.#isTaking = false;
    }
    if (need === 0 && this.#waiting.length > 0) void this.#serve();
  }
}
