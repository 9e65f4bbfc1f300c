import type { ServerResponse } from 'node:http';

/** How many requests a PageQueue passes on at the same time, how many wait, and for how long. */
export type PageLimits = { concurrent: number; waiting: number; waitMs: number };

/**
 * `entered`: the request may be handled. `busy`: too many others wait, or it waited too long. `closed`: its client
 * disconnected meanwhile.
 */
export type Entry = 'entered' | 'busy' | 'closed';

type Waiter = (entry: Entry) => void;

/**
 * Bounds how many pages are rendered at the same time; others wait in order. A request counts until its response begins, so
 * that a stream of events, which stays open for hours, holds no place.
 */
export class PageQueue {
  #active = 0;
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly limits: PageLimits) {}

  /** Resolves once a request may be handled; never rejects. Its place becomes free when `outgoing` begins or closes. */
  async enter(outgoing: ServerResponse): Promise<Entry> {
    if (this.#active >= this.limits.concurrent) {
      if (this.#waiters.size >= this.limits.waiting) return 'busy';
      const entry = await this.#wait(outgoing);
      if (entry !== 'entered') return entry;
    } else this.#active++;
    this.#freeWhenBegun(outgoing);
    return 'entered';
  }

  #wait(outgoing: ServerResponse): Promise<Entry> {
    return new Promise((resolve) => {
      const settle: Waiter = (entry) => {
        clearTimeout(timer);
        outgoing.off('close', onClose);
        this.#waiters.delete(settle);
        resolve(entry);
      };
      const onClose = () => settle('closed');
      const timer = setTimeout(() => settle('busy'), this.limits.waitMs);
      outgoing.once('close', onClose);
      this.#waiters.add(settle);
    });
  }

  #freeWhenBegun(outgoing: ServerResponse): void {
    let isHeld = true;
    const free = () => {
      if (!isHeld) return;
      isHeld = false;
      const [next] = this.#waiters;
      // The place passes to the first that waits: one that arrives at this moment cannot overtake it.
      if (next) next('entered');
      else this.#active--;
    };
    const { writeHead } = outgoing;
    // Called by Node for every response, explicit head or not.
    outgoing.writeHead = ((...args: unknown[]) => {
      free();
      return (writeHead as (...all: unknown[]) => ServerResponse).apply(outgoing, args);
    }) as typeof writeHead;
    if (outgoing.destroyed) free();
    else outgoing.once('close', free);
  }
}
