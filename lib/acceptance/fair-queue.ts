/** From this multiple of the capacity on, a tenant may only fill its share: many heavy first items must not use all memory. */
const MAX_OVERFLOW = 2;

type Waiting = { weight: number; finish: number };

/**
 * How tenants share a queue: which of them may add to it, and the order in which their items are taken. Start-time fair
 * queuing (Goyal, Vin and Cheng, 1996): of two tenants that wait, each gets half of what is taken, however much either
 * added. A tenant may fill the capacity divided by the number of waiting tenants and one, so that the next tenant always finds
 * room. All tenants together then hold little more than the capacity: the shares grow with the harmonic series.
 */
export class FairQueue {
  readonly #tenants = new Map<string, Waiting>();
  #total = 0;
  #reached = 0;

  /** `capacity`: weight that may wait, twice the share of a single tenant. */
  constructor(private readonly capacity: number) {}

  /** Number of tenants with waiting items. */
  get tenants(): number {
    return this.#tenants.size;
  }

  /** Returns whether `tenant` may add an item. One with nothing waiting always may, unless the item exceeds its share. */
  admits(tenant: string, weight: number): boolean {
    const known = this.#tenants.get(tenant);
    const own = known?.weight ?? 0;
    const share = this.capacity / (this.#tenants.size + (known ? 1 : 2));
    return own < share && (this.#total < MAX_OVERFLOW * this.capacity || own + weight <= share);
  }

  /** Adds an item, and returns its place: items are taken in ascending order of it. Within a tenant it never decreases. */
  enter(tenant: string, weight: number): number {
    const known = this.#tenants.get(tenant) ?? { weight: 0, finish: this.#reached };
    const place = Math.max(this.#reached, known.finish);
    this.#tenants.set(tenant, { weight: known.weight + weight, finish: place + weight });
    this.#total += weight;
    return place;
  }

  /** Removes an item that was taken or refused. */
  leave(tenant: string, weight: number): void {
    const known = this.#tenants.get(tenant);
    if (!known) return;
    this.#total -= weight;
    known.weight -= weight;
    if (known.weight <= 0) this.#tenants.delete(tenant);
  }

  /** Notes that the item at `place` is being taken: tenants that begin to wait now are placed here. */
  reach(place: number): void {
    this.#reached = Math.max(this.#reached, place);
  }
}
