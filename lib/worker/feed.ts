import type { Flow, Submission, SubmitOutcome } from '../carriers/carrier';
import { PRIORITY_NAMES } from '../messages/rules';

/** The outcome of a message: the carrier's, or why it was not submitted. */
export type FeedOutcome = SubmitOutcome | { kind: 'expired' } | null;

/** Messages are claimed for this long ahead: enough to keep the carrier busy, little enough that urgent ones overtake them. */
const AHEAD_MS = 400;
const MAX_AHEAD = 1_000;
const RATE_WINDOW_MS = 100;
/** A link that is down for this long returns its messages to the queue, for another worker or carrier. */
const RELEASE_AFTER_MS = 1_000;
/** Room can grow without an event, such as by a rate limit. */
const RECHECK_MS = 20;

type Waiting<Message> = { message: Message; resolve: (outcome: FeedOutcome) => void };

/** Passes claimed messages to a carrier as it has room for them, the most urgent first. `onLow`: more should be claimed. */
export class Feed<Message extends Submission> {
  readonly #waiting: Waiting<Message>[][] = PRIORITY_NAMES.map(() => []);
  #count = 0;
  #active = 0;
  #downSinceMs: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ratePerMs = 0;
  #windowStartMs = 0;
  #doneInWindow = 0;

  constructor(
    private readonly flow: Flow,
    private readonly signal: AbortSignal,
    private readonly onLow: () => void = () => undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Messages that wait for room. */
  get waiting(): number {
    return this.#count;
  }

  /** The highest priority that waits; -1 when none does. */
  get highestWaiting(): number {
    return this.#waiting.findLastIndex((some) => some.length > 0);
  }

  /** How many messages should wait or be under way: 0 while the carrier is down. */
  get ahead(): number {
    if (!this.flow.isUp()) return 0;
    return Math.min(Math.max(this.flow.room() + this.#active, Math.ceil(this.#ratePerMs * AHEAD_MS), 1), MAX_AHEAD);
  }

  /** Whether the carrier has room and nothing waits for it. */
  get isStarved(): boolean {
    return this.#count === 0 && this.flow.isUp() && this.flow.room() > 0;
  }

  /** How many more messages to claim. */
  get wanted(): number {
    return this.ahead - this.#active - this.#count;
  }

  /** Resolves with the carrier's outcome, `expired`, or null when the message was not submitted and must be released. */
  submit(message: Message): Promise<FeedOutcome> {
    return new Promise((resolve) => {
      this.#waiting[message.priority]?.push({ message, resolve });
      this.#count++;
      // All messages of a claim first, so that the most urgent one goes first.
      if (this.#count === 1) queueMicrotask(() => this.pump());
    });
  }

  /** Submits what the carrier has room for. Called whenever the room may have grown. */
  pump(): void {
    let room = this.flow.isUp() ? this.flow.room() : 0;
    while (room > 0 && this.#count > 0) {
      const next = this.#waiting[this.highestWaiting]?.shift();
      if (!next) break;
      this.#count--;
      if (next.message.validUntil.getTime() <= Date.now()) {
        next.resolve({ kind: 'expired' });
        continue;
      }
      this.#start(next);
      room = Math.min(room - 1, this.flow.room());
    }
    this.#watch();
  }

  /** Resolves all that wait with null. */
  release(): void {
    for (const some of this.#waiting) for (const { resolve } of some.splice(0)) resolve(null);
    this.#count = 0;
    this.#watch();
  }

  #start({ message, resolve }: Waiting<Message>): void {
    this.#active++;
    void this.flow.submit(message, this.signal).then((outcome) => {
      this.#active--;
      this.#measure();
      resolve(outcome);
      if (this.#count > 0) this.pump();
      if (2 * this.wanted >= this.ahead) this.onLow();
    });
  }

  #measure(): void {
    this.#doneInWindow++;
    const elapsedMs = this.now() - this.#windowStartMs;
    if (elapsedMs < RATE_WINDOW_MS) return;
    // After a pause the rate is not known: the room decides.
    const rate = elapsedMs > 10 * RATE_WINDOW_MS ? 0 : this.#doneInWindow / elapsedMs;
    this.#ratePerMs = (this.#ratePerMs + rate) / 2;
    this.#windowStartMs = this.now();
    this.#doneInWindow = 0;
  }

  #watch(): void {
    if (this.#count === 0) {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = null;
      this.#downSinceMs = null;
      return;
    }
    if (this.flow.isUp()) this.#downSinceMs = null;
    else this.#downSinceMs ??= this.now();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#downSinceMs !== null && this.now() - this.#downSinceMs >= RELEASE_AFTER_MS) this.release();
      else this.pump();
    }, RECHECK_MS);
  }
}
