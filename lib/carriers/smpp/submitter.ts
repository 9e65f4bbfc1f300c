import type { Submission, SubmitOutcome } from '../carrier';
import { TokenBucket } from '../token-bucket';
import { AbortGroups } from './abort-groups';
import type { LinkError } from './link-error';
import { OutgoingMessages } from './outgoing';
import type { PartResult } from './part-results';
import type { Pdu } from './pdu-framer';
import type { SmppSession } from './session';
import type { SmppSettings } from './settings';
import { type Part, SubmitJob } from './submit-job';
import { isThrottle, type StatusOverrides, statusOverrides, submitResult } from './submit-result';
import { ThrottlePause } from './throttle-pause';
import type { LinkTimings } from './timings';

const SHORTEST_WAIT_MS = 5;
/** Sent parts of the queue that are kept before it is copied. */
const KEPT_HEAD = 1_000;

export type SubmitterHooks = {
  /** Messages can be submitted again. */
  onRoom(): void;
  /** A pause began or ended. */
  onPause(): void;
  /** The carrier refused a message, in words. */
  onRefusal(status: number): void;
};

/** Sends messages over a session: window, rate, order of parts, response timeouts and pauses. */
export class Submitter {
  submitted = 0;
  throttles = 0;
  readonly #outgoing: OutgoingMessages;
  readonly #overrides: StatusOverrides;
  readonly #bucket: TokenBucket | null;
  readonly #pause: ThrottlePause;
  /** Parts that wait for their response, oldest first: the timeout is the same for all. */
  readonly #pending = new Map<number, Part>();
  readonly #aborts = new AbortGroups<SubmitJob>((jobs) => this.#abort(jobs));
  #queue: Part[] = [];
  #head = 0;
  #session: SmppSession | null = null;
  #whyDown = 'The link is not bound yet.';
  #timer: NodeJS.Timeout | null = null;
  #announcing = false;
  #isRefusing = false;
  #whenIdle: (() => void)[] = [];

  constructor(
    private readonly settings: SmppSettings,
    ratePerSecond: number | null,
    private readonly timings: LinkTimings,
    private readonly hooks: SubmitterHooks,
  ) {
    this.#outgoing = new OutgoingMessages(settings);
    this.#overrides = statusOverrides(settings.commandStatus);
    this.#bucket = ratePerSecond === null ? null : new TokenBucket(ratePerSecond, performance.now());
    this.#pause = new ThrottlePause(timings);
  }

  get windowUsed(): number {
    return this.#pending.size;
  }

  get isPaused(): boolean {
    return this.#pause.leftMs(performance.now()) > 0;
  }

  /** Messages of one part that can be sent now. While it is 0 because of the rate, `onRoom` is called when it changes. */
  room(): number {
    if (!this.#session?.isOpen || this.#isRefusing) return 0;
    const free = this.settings.window - this.#pending.size - (this.#queue.length - this.#head);
    return free <= 0 ? 0 : Math.min(free, this.#allowed(performance.now()));
  }

  submit(message: Submission, signal: AbortSignal): Promise<SubmitOutcome> {
    const retryAfterMs = this.timings.linkRetryMs;
    if (!this.#session?.isOpen || this.#isRefusing)
      return Promise.resolve({ kind: 'throttled', retryAfterMs, detail: this.#whyDown });
    if (signal.aborted) return Promise.resolve({ kind: 'throttled', retryAfterMs, detail: ABORTED });
    return new Promise((resolve) => {
      const job = this.#jobOf(message, signal, resolve);
      if (!job || job.settleWhenDone()) return;
      this.#aborts.add(signal, job);
      for (const part of job.parts()) this.#queue.push(part);
      this.#pump(performance.now());
    });
  }

  attach(session: SmppSession): void {
    this.#session = session;
    this.#announceRoom();
  }

  /** The session is lost: the carrier may have what left, the rest is not sent. */
  detach(error: LinkError): void {
    const session = this.#session;
    this.#session = null;
    this.#whyDown = error.message;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const part of pending) {
      const hasLeft = session === null || part.sendNumber <= session.written;
      this.#settle(part, hasLeft ? { kind: 'unknown', reason: error.message } : this.#notSent(error.message));
    }
    this.#releaseQueue(error.message);
  }

  /** Takes no more messages, and settles those that were not sent. */
  refuse(reason: string): void {
    this.#isRefusing = true;
    this.#whyDown = reason;
    this.#releaseQueue(reason);
  }

  #releaseQueue(reason: string): void {
    const queue = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    for (const part of queue) this.#settle(part, this.#notSent(reason));
  }

  onResponse(pdu: Pdu): void {
    const part = this.#pending.get(pdu.sequence);
    if (!part) return;
    this.#pending.delete(pdu.sequence);
    const now = performance.now();
    const result = submitResult(pdu, part.job.attempt, this.#overrides);
    if (result.kind === 'accepted') {
      this.submitted++;
      this.#pause.accepted(part.generation);
    } else {
      this.hooks.onRefusal(pdu.status);
      if (isThrottle(pdu, this.#overrides)) this.#throttle(part, result, now);
    }
    this.#settle(part, result);
    this.#pump(now);
    this.#announceRoom();
  }

  /** Settles parts whose response is overdue. */
  tick(now: number): void {
    let isAny = false;
    for (const [sequence, part] of this.#pending) {
      if (part.deadline > now) break;
      this.#pending.delete(sequence);
      isAny = true;
      const seconds = this.settings.responseTimeoutSeconds;
      this.#settle(part, { kind: 'unknown', reason: `The carrier did not answer the submission within ${seconds} s.` });
    }
    if (!isAny) return;
    this.#pump(now);
    this.#announceRoom();
  }

  /** Resolves once no part waits for its response. */
  idle(): Promise<void> {
    return this.#pending.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #jobOf(message: Submission, signal: AbortSignal, resolve: (outcome: SubmitOutcome) => void): SubmitJob | null {
    try {
      return new SubmitJob(message, this.#outgoing.partsOf(message), signal, resolve);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      resolve({ kind: 'rejected', errorCode: 'rejected_by_carrier', detail });
      return null;
    }
  }

  #pump(now: number): void {
    const session = this.#session;
    while (session?.isOpen && this.#head < this.#queue.length && this.#pending.size < this.settings.window) {
      const part = this.#queue[this.#head];
      if (!part || this.#allowed(now) < 1) break;
      this.#head++;
      this.#send(session, part, now);
    }
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head > KEPT_HEAD) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #send(session: SmppSession, part: Part, now: number): void {
    const sequence = session.nextSequence();
    try {
      session.send(part.job.writers[part.index]?.(sequence, Date.now()) ?? EMPTY);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#settle(part, { kind: 'rejected', errorCode: 'rejected_by_carrier', detail });
      return;
    }
    this.#bucket?.take();
    part.deadline = now + this.settings.responseTimeoutSeconds * 1_000;
    part.generation = this.#pause.generation;
    part.sendNumber = session.sent;
    this.#pending.set(sequence, part);
  }

  /** PDUs that pause and rate permit now. When none, the timer is set for the time when one is. */
  #allowed(now: number): number {
    const paused = this.#pause.leftMs(now);
    const allowed = paused > 0 ? 0 : (this.#bucket?.available(now) ?? this.settings.window);
    if (allowed === 0) this.#wakeIn(paused > 0 ? paused : (this.#bucket?.untilNextMs(now) ?? 0));
    return allowed;
  }

  #wakeIn(ms: number): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        const now = performance.now();
        // Timers have whole milliseconds, and may end a little before the pause does.
        const pauseMs = this.#pause.leftMs(now);
        if (pauseMs > 0) return this.#wakeIn(pauseMs);
        this.#pump(now);
        this.#announceRoom();
        this.hooks.onPause();
      },
      Math.max(Math.ceil(ms), SHORTEST_WAIT_MS),
    );
  }

  #throttle(part: Part, result: PartResult, now: number): void {
    this.throttles++;
    const began = this.#pause.throttled(part.generation, now);
    const left = this.#pause.leftMs(now);
    if (result.kind === 'throttled') result.retryAfterMs = Math.max(left, SHORTEST_WAIT_MS);
    if (!began) return;
    this.stop();
    this.#wakeIn(left);
    this.hooks.onPause();
  }

  #settle(part: Part, result: PartResult | undefined): void {
    const { job } = part;
    const wasStopped = job.isStopped;
    if (this.#pending.size === 0 && this.#whenIdle.length > 0) {
      for (const resolve of this.#whenIdle) resolve();
      this.#whenIdle = [];
    }
    if (job.settlePart(part.index, result)) this.#aborts.remove(job.signal, job);
    else if (!wasStopped && job.isStopped) this.#withdraw(new Set([job]));
  }

  /** Takes the parts of jobs that failed out of the queue: they need not wait for the window or a pause. */
  #withdraw(jobs: ReadonlySet<SubmitJob>): void {
    if (this.#head === this.#queue.length) return;
    const queue = this.#queue.slice(this.#head);
    this.#queue = queue.filter(({ job }) => !jobs.has(job));
    this.#head = 0;
    for (const part of queue) if (jobs.has(part.job)) this.#settle(part, undefined);
  }

  #abort(jobs: ReadonlySet<SubmitJob>): void {
    this.#withdraw(jobs);
    for (const [sequence, part] of this.#pending) {
      if (!jobs.has(part.job)) continue;
      this.#pending.delete(sequence);
      // A PDU that is not written yet leaves in this turn of the event loop.
      this.#settle(part, { kind: 'unknown', reason: ABORTED });
    }
    this.#announceRoom();
  }

  #notSent(detail: string): PartResult {
    return { kind: 'throttled', retryAfterMs: this.timings.linkRetryMs, detail };
  }

  /** Calls `onRoom` once for the responses of one turn of the event loop. */
  #announceRoom(): void {
    if (this.#announcing) return;
    this.#announcing = true;
    setImmediate(() => {
      this.#announcing = false;
      if (this.room() > 0) this.hooks.onRoom();
    });
  }
}

const EMPTY = Buffer.alloc(0);
const ABORTED = 'The worker stopped waiting for the carrier.';
