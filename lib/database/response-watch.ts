import type pg from 'pg';

/** The message of node-postgres for no response within `query_timeout`. */
export const QUERY_TIMEOUT_MESSAGE = 'Query read timeout';

type Query = (...args: unknown[]) => unknown;

/**
 * Observes the statements of a connection: how long the present one has waited for its response, and when one fails for want
 * of it. node-postgres keeps such a connection, so that a ROLLBACK would wait behind the lost response as long again.
 */
export class ResponseWatch {
  /** Statements without a response yet. */
  #pending = 0;
  #sinceMs = 0;

  /** `onSilence` is called before the caller of the statement gets its error. */
  constructor(
    client: pg.Client,
    private readonly onSilence: () => void,
  ) {
    const query = client.query.bind(client) as Query;
    client.query = ((...args: unknown[]) => {
      const callback = args.at(-1);
      this.#begin();
      if (typeof callback === 'function') {
        args[args.length - 1] = (error: unknown, result: unknown) => {
          this.#end(error);
          callback(error, result);
        };
      }
      const returned = query(...args);
      return returned instanceof Promise ? this.#settled(returned) : returned;
    }) as typeof client.query;
  }

  /** When the present statement was sent; null while none is. */
  get sinceMs(): number | null {
    return this.#pending > 0 ? this.#sinceMs : null;
  }

  #begin(): void {
    if (this.#pending++ === 0) this.#sinceMs = performance.now();
  }

  #end(error: unknown): void {
    this.#pending--;
    this.#sinceMs = performance.now();
    if ((error as Error | null)?.message === QUERY_TIMEOUT_MESSAGE) this.onSilence();
  }

  async #settled(result: Promise<unknown>): Promise<unknown> {
    try {
      const value = await result;
      this.#end(null);
      return value;
    } catch (error) {
      this.#end(error);
      throw error;
    }
  }
}
