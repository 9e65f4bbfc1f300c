/** Accuracy of delays. One timer serves all values of a slot. */
const SLOT_MS = 5;

/** Passes values on after a delay each, in the order in which they are due. */
export class DueQueue<T> {
  readonly #slots = new Map<number, T[]>();
  #now: T[] = [];
  #timer: NodeJS.Timeout | null = null;
  #timerSlot = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(private readonly onDue: (value: T) => void) {}

  add(value: T, delayMs: number): void {
    if (this.#stopped) return;
    if (delayMs <= 0) {
      this.#now.push(value);
      if (this.#now.length === 1) setImmediate(() => this.#passOn());
      return;
    }
    const slot = Math.ceil((performance.now() + delayMs) / SLOT_MS);
    const values = this.#slots.get(slot);
    if (values) values.push(value);
    else {
      this.#slots.set(slot, [value]);
      this.#schedule(slot);
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#slots.clear();
    this.#now = [];
  }

  #passOn(): void {
    const values = this.#now;
    this.#now = [];
    for (const value of values) this.onDue(value);
  }

  #schedule(slot: number): void {
    if (slot >= this.#timerSlot) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerSlot = slot;
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, slot * SLOT_MS - performance.now()));
  }

  #fire(): void {
    this.#timerSlot = Number.POSITIVE_INFINITY;
    const current = Math.ceil(performance.now() / SLOT_MS);
    const due = [...this.#slots.keys()].filter((slot) => slot <= current).sort((a, b) => a - b);
    for (const slot of due) {
      const values = this.#slots.get(slot) ?? [];
      this.#slots.delete(slot);
      for (const value of values) this.onDue(value);
    }
    const next = Math.min(...this.#slots.keys());
    if (Number.isFinite(next)) this.#schedule(next);
  }
}
