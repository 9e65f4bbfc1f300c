import type { Dispatcher } from 'undici';
import { env, publicUrl } from '../../runtime/env';
import { guardedAgent } from '../../webhooks/guarded-agent';
import type { CarrierLink, LinkOptions, LinkState, LinkStatus, Submission, SubmitOutcome } from '../carrier';
import { TokenBucket } from '../token-bucket';
import { Backoff } from './backoff';
import { classify, type Verdict } from './classify';
import { type ExchangeResult, exchange } from './exchange';
import { errorInWords, refusalInWords } from './link-error';
import { type RenderedRequest, renderRequest } from './request';
import { withoutSecrets } from './secrets';
import type { HttpSettings } from './settings';
import { RenderError } from './template';

/** How long `close` waits for answers. */
const CLOSE_MS = 5_000;
/** One message without an answer says little about the carrier; this many in a row pause it. */
const UNKNOWN_IN_ROW = 5;
const CLOSED: SubmitOutcome = { kind: 'throttled', retryAfterMs: 0, detail: 'The link is closed.' };

/**
 * Opens the client of an HTTP carrier. There is no connection that is kept up, so its state is `bound` until a request
 * fails. Connects to private addresses only where CARRIER_ALLOW_CIDRS allows it.
 */
export function openHttpLink(
  settings: HttpSettings,
  secrets: Readonly<Record<string, string>>,
  options: LinkOptions,
): CarrierLink {
  return new HttpLink(settings, secrets, options, guardedAgent(env().CARRIER_ALLOW_CIDRS));
}

class HttpLink implements CarrierLink {
  readonly #backoff = new Backoff();
  readonly #rate: TokenBucket | null;
  readonly #inFlight = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #state: LinkState = 'bound';
  #since = new Date();
  #lastError: LinkStatus['lastError'] = null;
  #submitted = 0;
  #throttles = 0;
  #unknownInRow = 0;

  constructor(
    private readonly settings: HttpSettings,
    private readonly secrets: Readonly<Record<string, string>>,
    private readonly options: LinkOptions,
    private readonly agent: Dispatcher,
  ) {
    this.#rate = options.ratePerSecond === null ? null : new TokenBucket(options.ratePerSecond, performance.now());
  }

  room(): number {
    const nowMs = performance.now();
    if (this.#state === 'closed' || this.#backoff.remainingMs(nowMs) > 0) return 0;
    const places = (this.#backoff.isActive ? 1 : this.settings.concurrency) - this.#inFlight.size;
    return Math.max(0, Math.min(places, this.#rate?.available(nowMs) ?? places));
  }

  status(): LinkStatus {
    return {
      state: this.#state,
      since: this.#since,
      window: this.settings.concurrency,
      windowUsed: this.#inFlight.size,
      submitted: this.#submitted,
      throttles: this.#throttles,
      // Receipts arrive at the web processes.
      receiptsIn: 0,
      lastError: this.#lastError,
    };
  }

  async submit(message: Submission, signal: AbortSignal): Promise<SubmitOutcome> {
    if (this.#state === 'closed') return CLOSED;
    let request: RenderedRequest;
    try {
      const context = { carrier: this.options.name, publicUrl: publicUrl(), nowMs: Date.now() };
      request = renderRequest(this.settings, this.secrets, message, context);
    } catch (error) {
      if (!(error instanceof RenderError) || error.isSetup) return this.#unusable('SETTINGS', (error as Error).message);
      return { kind: 'rejected', errorCode: 'not_transmittable', detail: error.message };
    }
    this.#rate?.take();
    this.#scheduleRoom();
    const running = exchange(request, { agent: this.agent, timeoutMs: this.settings.timeoutSeconds * 1_000, signal });
    this.#inFlight.add(running);
    const result = await running;
    this.#inFlight.delete(running);
    const outcome = this.#outcomeOf(result, message);
    this.#announceRoom();
    return outcome;
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#setState('closed');
    clearTimeout(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([Promise.all(this.#inFlight), limit]);
    clearTimeout(timer);
    await this.agent.destroy().catch(() => undefined);
  }

  #outcomeOf(result: ExchangeResult, { messageId }: Submission): SubmitOutcome {
    if (result.kind === 'answer') {
      const verdict = classify(result.answer, this.settings, messageId, new Date());
      return this.#answered(verdict, result.answer.status);
    }
    const { error, isSent } = result;
    if (error.code === 'ABORTED' && !isSent) return { kind: 'throttled', retryAfterMs: 0, detail: error.message };
    const words = errorInWords(error);
    return isSent ? this.#unknown(error.code, words) : this.#unusable(error.code, words);
  }

  #answered(verdict: Verdict, status: number): SubmitOutcome {
    const nowMs = performance.now();
    switch (verdict.kind) {
      case 'accepted':
        this.#submitted++;
        this.#succeed(nowMs);
        return { kind: 'accepted', carrierMessageId: verdict.carrierMessageId };
      case 'rejected':
        this.#succeed(nowMs);
        return { kind: 'rejected', errorCode: verdict.errorCode, detail: this.#masked(verdict.detail) };
      case 'throttled':
        this.#throttles++;
        this.#unknownInRow = 0;
        this.#backoff.pause(nowMs, verdict.retryAfterMs ?? 0);
        this.#recordError(`HTTP ${status}`, `The carrier throttles. ${verdict.detail}`);
        this.#setState('throttled');
        return this.#later(this.#masked(verdict.detail));
      case 'refused':
        return this.#unusable(`HTTP ${status}`, refusalInWords(status, verdict.detail));
      case 'unknown':
        return this.#unknown(`HTTP ${status}`, verdict.detail);
    }
  }

  #succeed(nowMs: number): void {
    this.#unknownInRow = 0;
    this.#backoff.succeed(nowMs);
    if (!this.#backoff.isActive) this.#setState('bound');
  }

  /** No message was accepted, and none will be until the cause is removed. */
  #unusable(code: string, words: string): SubmitOutcome {
    this.#backoff.pause(performance.now());
    this.#recordError(code, words);
    this.#setState('down');
    this.#announceRoom();
    return this.#later(this.#masked(words));
  }

  #unknown(code: string, words: string): SubmitOutcome {
    this.#recordError(code, words);
    if (++this.#unknownInRow >= UNKNOWN_IN_ROW || this.#backoff.isActive) {
      this.#backoff.pause(performance.now());
      this.#setState('down');
    }
    return { kind: 'unknown', reason: this.#masked(words) };
  }

  #later(detail: string): SubmitOutcome {
    return { kind: 'throttled', retryAfterMs: this.#backoff.remainingMs(performance.now()), detail };
  }

  #masked(text: string): string {
    return withoutSecrets(text, this.secrets);
  }

  #recordError(code: string, words: string): void {
    this.#lastError = { at: new Date(), code, message: this.#masked(words) };
  }

  #setState(state: LinkState): void {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.#since = new Date();
    if (state === 'down') this.options.log.warn({ carrier: this.options.name, error: this.#lastError }, 'carrier down');
    this.options.onStatus();
  }

  /** Calls `onRoom` when a message can be submitted: now, or when the pause or the wait for the rate is over. */
  #announceRoom(): void {
    if (this.#state === 'closed') return;
    if (this.room() > 0) this.options.onRoom();
    else this.#scheduleRoom();
  }

  /** Answers make room as well: only pauses and the rate need a timer. */
  #scheduleRoom(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    const waitMs = Math.max(this.#backoff.remainingMs(nowMs), this.#rate?.untilNextMs(nowMs) ?? 0);
    if (waitMs > 0) this.#timer = setTimeout(() => this.#announceRoom(), waitMs);
  }
}
