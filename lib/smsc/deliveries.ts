import type { Pdu } from '../carriers/smpp/pdu-framer';
import { writePdu } from '../carriers/smpp/pdu-writer';
import type { SmppSession } from '../carriers/smpp/session';
import { DueQueue } from './due-queue';
import type { SmscStats } from './stats';

/** A deliver_sm: its fields, with the names of SMPP. */
export type Delivery = { kind: 'receipt' | 'inbound'; fields: Record<string, unknown>; isRepeat?: boolean };

/** Sends deliver_sm to the bound receivers, and each again until it is acknowledged. */
export class Deliveries {
  #queue: Delivery[] = [];
  #head = 0;
  readonly #receivers = new Map<SmppSession, Map<number, Delivery>>();
  readonly #due = new DueQueue<Delivery>((delivery) => this.#enqueue(delivery));
  #turn = 0;
  #isHeld = false;

  constructor(
    private readonly window: number,
    private readonly repeatAfterMs: number,
    private readonly stats: SmscStats,
  ) {}

  add(delivery: Delivery, delayMs: number): void {
    this.stats.deliveriesWaiting++;
    if (delayMs <= 0) this.#enqueue(delivery);
    else this.#due.add(delivery, delayMs);
  }

  /** Sends to this session only and at once: its response to the submission comes after it. */
  sendFirst(delivery: Delivery, session: SmppSession): void {
    this.stats.deliveriesWaiting++;
    const outstanding = this.#receivers.get(session);
    if (outstanding && session.isOpen && !this.#isHeld) this.#send(delivery, session, outstanding);
    else this.#enqueue(delivery);
  }

  /** While held, nothing is sent. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#pump();
  }

  addReceiver(session: SmppSession): void {
    this.#receivers.set(session, new Map());
    this.#pump();
  }

  /** What the session did not acknowledge is sent again, first. */
  removeReceiver(session: SmppSession): void {
    const outstanding = this.#receivers.get(session);
    this.#receivers.delete(session);
    if (!outstanding || outstanding.size === 0) return;
    const again = [...outstanding.values()].map((delivery) => ({ ...delivery, isRepeat: true }));
    this.#queue = [...again, ...this.#queue.slice(this.#head)];
    this.#head = 0;
    this.#pump();
  }

  onResponse({ sequence, status }: Pdu, session: SmppSession): void {
    const outstanding = this.#receivers.get(session);
    const delivery = outstanding?.get(sequence);
    if (!outstanding || !delivery) return;
    outstanding.delete(sequence);
    if (status === 0) {
      this.stats.deliveriesWaiting--;
      if (delivery.kind === 'receipt') this.stats.receiptsAcknowledged++;
      else this.stats.inboundAcknowledged++;
    } else {
      this.stats.deliveriesRefused++;
      this.#due.add({ ...delivery, isRepeat: true }, this.repeatAfterMs);
    }
    this.#pump();
  }

  stop(): void {
    this.#due.stop();
    this.#queue = [];
    this.#head = 0;
  }

  #enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
    this.#pump();
  }

  #pump(): void {
    while (this.#head < this.#queue.length && !this.#isHeld) {
      const delivery = this.#queue[this.#head];
      const receiver = this.#freeReceiver();
      if (!delivery || !receiver) break;
      this.#head++;
      this.#send(delivery, ...receiver);
    }
    if (this.#head < this.#queue.length && this.#head < 10_000) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }

  #freeReceiver(): [SmppSession, Map<number, Delivery>] | null {
    const receivers = [...this.#receivers];
    for (let i = 0; i < receivers.length; i++) {
      const receiver = receivers[this.#turn++ % receivers.length];
      if (receiver?.[0].isOpen && receiver[1].size < this.window) return receiver;
    }
    return null;
  }

  #send(delivery: Delivery, session: SmppSession, outstanding: Map<number, Delivery>): void {
    const sequence = session.nextSequence();
    outstanding.set(sequence, delivery);
    if (delivery.isRepeat) this.stats.deliveriesRepeated++;
    else if (delivery.kind === 'receipt') this.stats.receiptsSent++;
    else this.stats.inboundSent++;
    session.send(writePdu('deliver_sm', sequence, delivery.fields));
  }
}
