import type { AcceptedPart, CarrierLink, Flow, FlowCarrier, Submission, SubmitOutcome } from '../carriers/carrier';
import type { LoadedCarrier } from '../carriers/load-carriers';
import { canonicalCarrierId, receiptIdCandidates } from '../carriers/smpp/receipt-ids';
import { BIND_VALID_MS } from './bind-leases';

type Held = { link: CarrierLink; renewedMs: number };

/** A carrier through the links that this worker owns. One whose lease was not renewed in time is not used. */
export class LinkedCarrier implements FlowCarrier {
  readonly name: string;
  readonly unknownOutcome: LoadedCarrier['unknownOutcome'];
  readonly flow: Flow = {
    room: () => this.#usable().reduce((room, { link }) => room + link.room(), 0),
    isUp: () => this.#usable().some(({ link }) => isUp(link)),
    submit: (message, signal) => this.#submit(message, signal),
  };
  readonly #links = new Map<number, Held>();

  constructor(
    readonly loaded: LoadedCarrier,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.name = loaded.name;
    this.unknownOutcome = loaded.unknownOutcome;
  }

  get slots(): number[] {
    return [...this.#links.keys()];
  }

  link(slot: number): CarrierLink | undefined {
    return this.#links.get(slot)?.link;
  }

  add(slot: number, link: CarrierLink): void {
    this.#links.set(slot, { link, renewedMs: this.now() });
  }

  renewed(slot: number): void {
    const held = this.#links.get(slot);
    if (held) held.renewedMs = this.now();
  }

  /** Slots whose lease could not be renewed in time: another worker may own them by now. */
  lapsedSlots(): number[] {
    return [...this.#links].flatMap(([slot, held]) => (this.#isValid(held) ? [] : [slot]));
  }

  /** Unbinds a link and resolves when it is closed. */
  async remove(slot: number): Promise<void> {
    const held = this.#links.get(slot);
    this.#links.delete(slot);
    await held?.link.close();
  }

  #isValid({ renewedMs }: Held): boolean {
    return this.now() - renewedMs < BIND_VALID_MS;
  }

  #usable(): Held[] {
    return [...this.#links.values()].filter((held) => this.#isValid(held));
  }

  async #submit(message: Submission, signal: AbortSignal): Promise<SubmitOutcome> {
    let best: CarrierLink | null = null;
    for (const { link } of this.#usable()) if (!best || link.room() > best.room()) best = link;
    if (!best)
      return { kind: 'throttled', retryAfterMs: 0, detail: 'This worker has no link to the carrier any more.' };
    return canonical(await best.submit(message, signal), this.loaded);
  }
}

function isUp(link: CarrierLink): boolean {
  const { state } = link.status();
  return state === 'bound' || state === 'throttled';
}

/** Carriers write one id in several forms. All are stored in one, and receipts are matched with it. */
function canonical(outcome: SubmitOutcome, carrier: LoadedCarrier): SubmitOutcome {
  if (carrier.kind !== 'smpp') return outcome;
  const parts = outcome.parts?.map(canonicalPart);
  const more = parts ? { parts } : {};
  if (outcome.kind !== 'accepted') return { ...outcome, ...more };
  const { receiptIds } = carrier.settings;
  const parkedAs = (id: string) => receiptIdCandidates(id, INVERSE[receiptIds]);
  return { ...outcome, carrierMessageId: canonicalCarrierId(outcome.carrierMessageId), ...more, parkedAs };
}

/** From the id of the response to that of its receipt. */
const INVERSE = {
  auto: 'auto',
  same: 'same',
  hex_to_decimal: 'decimal_to_hex',
  decimal_to_hex: 'hex_to_decimal',
} as const;

const canonicalPart = ({ part, carrierMessageId }: AcceptedPart): AcceptedPart => ({
  part,
  carrierMessageId: canonicalCarrierId(carrierMessageId),
});
