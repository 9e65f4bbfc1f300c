import type { Logger } from 'pino';
import type { CarrierReceipt, CarrierSinks, InboundMessage } from '../carrier';
import { COMMAND, STATUS } from './ids';
import { readIncoming } from './incoming';
import type { Pdu } from './pdu-framer';
import { readMessage } from './pdu-reader';
import type { SmppSession } from './session';
import type { SmppSettings } from './settings';
import { SinkQueue } from './sink-queue';

/** PDUs that wait to be stored before the connection is read no further. */
const MOST_WAITING = 5_000;
const MOST_UNACKNOWLEDGED = 5_000;

/** Passes receipts and messages on to the sinks, and answers each PDU once it is stored. */
export class Receiver {
  receiptsIn = 0;
  readonly #receipts: SinkQueue<CarrierReceipt>;
  readonly #received: SinkQueue<InboundMessage>;
  readonly #paused = new Set<SmppSession>();
  /** Messages that were stored when their connection was gone: the carrier sends them again, to the next one. */
  readonly #unacknowledged = new Set<string>();
  #whenIdle: (() => void)[] = [];

  constructor(
    private readonly settings: SmppSettings,
    sinks: CarrierSinks,
    log: Logger,
  ) {
    const onFailure = (err: unknown, count: number) => {
      log.error({ err, count }, 'What the carrier sent could not be stored; it must send it again');
    };
    this.#receipts = new SinkQueue((receipts) => sinks.receipts(receipts), onFailure);
    this.#received = new SinkQueue((messages) => sinks.received(messages), onFailure);
  }

  /** Takes a deliver_sm or data_sm. */
  onMessage(pdu: Pdu, session: SmppSession): void {
    const incoming = readIncoming(readMessage(pdu), this.settings);
    const response = pdu.commandId === COMMAND.data_sm ? 'data_sm_resp' : 'deliver_sm_resp';
    const done = (isStored: boolean) => {
      // A temporary error: the carrier must send it again.
      session.respond(response, pdu, isStored ? STATUS.ok : STATUS.temporary);
      if (isStored && !session.isOpen && incoming.kind === 'message') this.#noteUnacknowledged(pdu.body);
      this.#resume();
    };
    if (incoming.kind === 'receipt') {
      this.receiptsIn++;
      this.#receipts.add(incoming.receipt, done);
    } else if (this.#unacknowledged.size > 0 && this.#unacknowledged.delete(keyOf(pdu.body)))
      session.respond(response, pdu);
    else this.#received.add(incoming.message, done);
    if (this.#waiting >= MOST_WAITING && !this.#paused.has(session)) {
      this.#paused.add(session);
      session.socket.pause();
    }
  }

  /** Resolves once everything that arrived is stored or refused. */
  idle(): Promise<void> {
    return this.#waiting === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #noteUnacknowledged(body: Buffer): void {
    this.#unacknowledged.add(keyOf(body));
    for (const oldest of this.#unacknowledged) {
      if (this.#unacknowledged.size <= MOST_UNACKNOWLEDGED) break;
      this.#unacknowledged.delete(oldest);
    }
  }

  get #waiting(): number {
    return this.#receipts.size + this.#received.size;
  }

  #resume(): void {
    const waiting = this.#waiting;
    if (waiting === 0 && this.#whenIdle.length > 0) {
      for (const resolve of this.#whenIdle) resolve();
      this.#whenIdle = [];
    }
    if (this.#paused.size === 0 || waiting > MOST_WAITING / 2) return;
    for (const session of this.#paused) session.resume();
    this.#paused.clear();
  }
}

function keyOf(body: Buffer): string {
  return body.toString('latin1');
}
