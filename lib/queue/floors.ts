import { processSingleton } from '../base/process-singleton';
import { RECENT } from './position';

/** The lanes of the message queue are read from their beginning this often, for rows that were inserted with an earlier time. */
const RESET_MS = 300_000;

/** The earliest time of a row in each priority of a carrier's queue, as ISO 8601; null where there was none. */
export type Oldest = readonly (string | null)[];

/**
 * How far each lane of the message queue is empty, as this process last saw it. Index entries of deleted rows remain while an
 * open transaction keeps vacuum from removing them, and a read of the oldest row passes over them: not over those from before
 * the row that was the oldest last time.
 */
export class Floors {
  private readonly lanes = new Map<string, (string | null)[]>();
  private resetAtMs: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.resetAtMs = now() + RESET_MS;
  }

  /** Returns the parameter of `floorOf`. */
  toParameter(): string {
    if (this.now() >= this.resetAtMs) {
      this.lanes.clear();
      this.resetAtMs = this.now() + RESET_MS;
    }
    return JSON.stringify(Object.fromEntries(this.lanes));
  }

  learn(carrier: string, oldest: Oldest): void {
    const known = this.lanes.get(carrier) ?? [];
    this.lanes.set(
      carrier,
      oldest.map((at, priority) => at ?? known[priority] ?? null),
    );
  }
}

/** Returns the floors that all reads of this process share. */
export function floors(): Floors {
  return processSingleton('queue-floors', () => new Floors());
}

/**
 * SQL expression: the time before which a lane has no row, also of transactions that were still open. All arguments are SQL;
 * `parameter` is that of `Floors`.
 */
export function floorOf(parameter: string, carrier: string, priority: string): string {
  return `COALESCE((${parameter}::jsonb -> ${carrier} ->> ${priority})::timestamptz - ${RECENT}, '-infinity')`;
}
