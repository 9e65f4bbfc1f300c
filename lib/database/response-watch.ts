import type pg from 'pg';
import { currentClient } from '../runtime/request-client';
import { recordFailure } from './database-failures';

/** The message of node-postgres for no response within a statement's own `query_timeout`. */
const QUERY_TIMEOUT_MESSAGE = 'Query read timeout';
/** A timer that is late by more than this shows that this process was busy: responses may not have been read yet. */
const LATE_MS = 100;
const EXTENSION_MS = 300;

type Query = (...args: unknown[]) => unknown;

/**
 * Limits the time in which a connection must respond to a statement. node-postgres has such a limit too, but keeps the
 * connection: a ROLLBACK would wait behind the lost response as long again.
 */
export class ResponseWatch {
  /** Statements without a response yet. */
  #pending = 0;
  #sinceMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `limitMs`: 0 for none. `onSilence` must end the connection, so that its statements fail. */
  constructor(
    client: pg.Client,
    private readonly limitMs: number,
    private readonly onSilence: () => void,
  ) {
    const query = client.query.bind(client) as Query;
    client.query = ((...args: unknown[]) => {
      const callback = args.at(-1);
      const end = this.#begin();
      if (typeof callback === 'function') {
        args[args.length - 1] = (error: unknown, result: unknown) => {
          end(error);
          callback(error, result);
        };
      }
      const returned = query(...args);
      return returned instanceof Promise ? settled(returned, end) : returned;
    }) as typeof client.query;
  }

  /** When the present statement was sent; null while none is. */
  get sinceMs(): number | null {
    return this.#pending > 0 ? this.#sinceMs : null;
  }

  /** Returns the function to call with the statement's error, or null, before its caller gets it. */
  #begin(): (error: unknown) => void {
    const request = currentClient();
    if (this.#pending++ === 0) this.#start();
    return (error) => {
      clearTimeout(this.#timer);
      if (--this.#pending > 0) this.#start();
      if (!error) return;
      recordFailure(error, request);
      if ((error as Error).message === QUERY_TIMEOUT_MESSAGE) this.onSilence();
    };
  }

  #start(): void {
    this.#sinceMs = performance.now();
    if (this.limitMs > 0) this.#check(this.#sinceMs, this.limitMs, true);
  }

  #check(sinceMs: number, waitMs: number, mayExtend: boolean): void {
    const dueMs = performance.now() + waitMs;
    this.#timer = setTimeout(() => {
      if (mayExtend && performance.now() > dueMs + LATE_MS) return this.#check(sinceMs, EXTENSION_MS, false);
      // What has arrived is read between the timers and this.
      setImmediate(() => {
        if (this.sinceMs === sinceMs) this.onSilence();
      });
    }, waitMs);
  }
}

async function settled(result: Promise<unknown>, end: (error: unknown) => void): Promise<unknown> {
  try {
    const value = await result;
    end(null);
    return value;
  } catch (error) {
    end(error);
    throw error;
  }
}
