import { AppError } from '../base/errors';

/** argon2 keeps a core busy and takes 19 MiB: more at once would only slow down all other work. */
const MAX_IN_FLIGHT = 2;
/** About a second of work on a small machine. */
const MAX_WAITING = 32;
const RETRY_AFTER_S = 2;

/** Runs CPU-bound work: a few at a time, with a bounded queue. */
export class PasswordWork {
  #inFlight = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly maxInFlight = MAX_IN_FLIGHT,
    private readonly maxWaiting = MAX_WAITING,
  ) {}

  /** Throws `overloaded` at once when the queue is full. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inFlight < this.maxInFlight) this.#inFlight++;
    else if (this.#waiting.length >= this.maxWaiting) throw overloaded();
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Hands its slot to the next in the queue, so that a new caller cannot overtake it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inFlight--;
    }
  }
}

function overloaded(): AppError {
  return new AppError('overloaded', 'Too many passwords are being checked right now. Wait a moment, then try again.', {
    retryAfterS: RETRY_AFTER_S,
  });
}
