import type { CarrierLink, LinkOptions, LinkState, LinkStatus, Submission } from '../carrier';
import { type BindCommand, bind } from './bind';
import { commandStatus, describeStatus } from './command-status';
import { COMMAND, RESPONSE, STATUS } from './ids';
import { LinkError, toLinkError } from './link-error';
import type { Pdu } from './pdu-framer';
import { Receiver } from './receiver';
import { ReconnectDelay } from './reconnect-delay';
import type { SessionHooks, SmppSession } from './session';
import type { SmppSecrets, SmppSettings } from './settings';
import { Submitter } from './submitter';
import { LINK_TIMINGS, type LinkTimings } from './timings';

/**
 * Opens one bind to an SMPP 3.4 carrier (a transmitter and a receiver, when the settings say so) and keeps it open: it
 * reconnects until `close()`. Never throws; what is wrong is in `status().lastError`.
 */
export function openSmppLink(
  settings: SmppSettings,
  secrets: SmppSecrets,
  options: LinkOptions,
  timings: LinkTimings = LINK_TIMINGS,
): CarrierLink {
  return new SmppLink(settings, secrets, options, timings);
}

const CLOSED = new LinkError('closed', 'The link was closed before the carrier answered.');

class SmppLink implements CarrierLink {
  readonly #submitter: Submitter;
  readonly #receiver: Receiver;
  readonly #hooks: SessionHooks;
  readonly #sweep: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #sessions: SmppSession[] = [];
  #state: LinkState = 'connecting';
  #since = new Date();
  #lastError: LinkStatus['lastError'] = null;
  readonly #delay: ReconnectDelay;
  /** PDUs that were of use, when the link was bound. */
  #trafficBefore = 0;
  #retry: NodeJS.Timeout | null = null;
  #closed: Promise<void> | null = null;

  constructor(
    private readonly settings: SmppSettings,
    private readonly secrets: SmppSecrets,
    private readonly options: LinkOptions,
    private readonly timings: LinkTimings,
  ) {
    this.#submitter = new Submitter(settings, options.ratePerSecond, timings, {
      onRoom: () => options.onRoom(),
      onPause: () => this.#showPause(),
      onRefusal: (status) => this.#onRefusal(status),
    });
    this.#delay = new ReconnectDelay(timings);
    this.#receiver = new Receiver(settings, options.sinks, options.log);
    this.#hooks = {
      onPdu: (pdu, session) => this.#onPdu(pdu, session),
      onClosed: (error, session) => this.#onClosed(error, session),
    };
    this.#sweep = setInterval(() => this.#tick(performance.now()), this.#sweepMs());
    void this.#connect();
  }

  room(): number {
    return this.#isBound ? this.#submitter.room() : 0;
  }

  submit(message: Submission, signal: AbortSignal) {
    return this.#submitter.submit(message, signal);
  }

  status(): LinkStatus {
    return {
      state: this.#state,
      since: this.#since,
      window: this.settings.window,
      windowUsed: this.#submitter.windowUsed,
      submitted: this.#submitter.submitted,
      throttles: this.#submitter.throttles,
      receiptsIn: this.#receiver.receiptsIn,
      lastError: this.#lastError,
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  get #traffic(): number {
    return this.#submitter.submitted + this.#receiver.receiptsIn;
  }

  get #isBound(): boolean {
    return this.#state === 'bound' || this.#state === 'throttled';
  }

  async #connect(): Promise<void> {
    this.#show('connecting');
    try {
      const commands: BindCommand[] =
        this.settings.bindMode === 'transceiver' ? ['bind_transceiver'] : ['bind_receiver', 'bind_transmitter'];
      let last: SmppSession | null = null;
      for (const command of commands) last = await this.#bind(command);
      if (last?.isOpen && this.#sessions.every(({ isOpen }) => isOpen)) this.#onBound(last);
      else throw new LinkError('ECONNRESET', 'The carrier closed the connection after the bind.');
    } catch (error) {
      this.#lose(toLinkError(error));
    }
  }

  #bind(command: BindCommand): Promise<SmppSession> {
    return bind(command, this.settings, this.secrets, this.#hooks, this.#closing.signal, (session) => {
      if (this.#closing.signal.aborted) session.destroy(CLOSED);
      else this.#sessions.push(session);
    });
  }

  #onBound(transmitter: SmppSession): void {
    this.#delay.bound(performance.now());
    this.#trafficBefore = this.#traffic;
    this.options.log.info({ carrier: this.options.name }, 'Carrier bound');
    this.#show('bound');
    this.#submitter.attach(transmitter);
    this.#showPause();
  }

  /** Ends what is left of the link, and connects again later. */
  #lose(error: LinkError): void {
    if (this.#retry || this.#state === 'closed') return;
    const sessions = this.#sessions;
    this.#sessions = [];
    for (const session of sessions) session.destroy(error);
    this.#submitter.detach(error);
    if (this.#closing.signal.aborted) return;
    this.#note(error.code, error.message);
    this.options.log.warn({ carrier: this.options.name, code: error.code, reason: error.message }, 'Carrier down');
    const hadTraffic = this.#traffic > this.#trafficBefore;
    this.#retry = setTimeout(
      () => {
        this.#retry = null;
        void this.#connect();
      },
      this.#delay.afterLoss(performance.now(), hadTraffic, error.isLasting),
    );
    this.#show('down');
  }

  #onClosed(error: LinkError, session: SmppSession): void {
    // A session of an earlier connection, or one that a failed bind already ended.
    if (!this.#sessions.includes(session)) return;
    if (this.#isBound) this.#lose(error);
  }

  #onPdu(pdu: Pdu, session: SmppSession): void {
    if (pdu.commandId === COMMAND.submit_sm_resp || pdu.commandId === COMMAND.generic_nack) {
      this.#submitter.onResponse(pdu);
    } else if (pdu.commandId === COMMAND.deliver_sm || pdu.commandId === COMMAND.data_sm) {
      this.#receiver.onMessage(pdu, session);
    } else if (pdu.commandId < RESPONSE && pdu.commandId !== COMMAND.alert_notification) {
      session.refuse(pdu, STATUS.invalid_command);
    }
  }

  #onRefusal(status: number): void {
    this.#note(commandStatus(status).name, describeStatus(status));
    // The carrier does not know the bind any more.
    if (status === STATUS.not_bound) this.#lose(new LinkError(commandStatus(status).name, describeStatus(status)));
  }

  #tick(now: number): void {
    this.#submitter.tick(now);
    const idleMs = this.settings.enquireLinkSeconds * 1_000;
    for (const session of this.#sessions) {
      session.tick(now);
      if (this.#isBound && session.isOpen && now - session.lastPduAt >= idleMs) session.enquire(now, this.#timeoutMs);
    }
  }

  get #timeoutMs(): number {
    return this.settings.responseTimeoutSeconds * 1_000;
  }

  /** Often enough that a timeout is at most a quarter late. */
  #sweepMs(): number {
    const shortest = Math.min(this.#timeoutMs, this.settings.enquireLinkSeconds * 1_000);
    return Math.max(5, Math.min(this.timings.sweepMs, shortest / 4));
  }

  #showPause(): void {
    if (this.#isBound) this.#show(this.#submitter.isPaused ? 'throttled' : 'bound');
  }

  #note(code: string, message: string): void {
    this.#lastError = { at: new Date(), code, message };
  }

  #show(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#since = new Date();
    this.options.onStatus();
  }

  async #close(): Promise<void> {
    const wasBound = this.#isBound;
    if (this.#retry) clearTimeout(this.#retry);
    this.#closing.abort();
    this.#submitter.refuse(CLOSED.message);
    if (wasBound) await this.#drain();
    this.#show('closed');
    clearInterval(this.#sweep);
    this.#submitter.stop();
    this.#submitter.detach(CLOSED);
    for (const session of this.#sessions) session.destroy(CLOSED);
    this.#sessions = [];
  }

  /** Waits for answers and for what is being stored, then unbinds. */
  async #drain(): Promise<void> {
    const deadline = sleep(this.timings.closeMs);
    await Promise.race([this.#submitter.idle(), deadline.over]);
    await Promise.race([this.#receiver.idle(), deadline.over]);
    const unbound = this.#sessions.map((session) =>
      session.request('unbind', {}, this.#timeoutMs).catch(() => undefined),
    );
    await Promise.race([Promise.all(unbound), deadline.over]);
    deadline.cancel();
  }
}

function sleep(ms: number): { over: Promise<void>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { over, cancel: () => clearTimeout(timer) };
}
