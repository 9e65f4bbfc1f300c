import { randomUUID } from 'node:crypto';
import { validate } from 'uuid';

const COUNTER_BITS = 12;
const COUNTER_END = 1 << COUNTER_BITS;
const LATEST_MS = 2 ** 48 - 1;

let lastMs = 0;
/** What ids of `lastMs` begin with. */
let prefix = '';
let counter = 0;

/**
 * A new time-ordered id (UUIDv7, RFC 9562 §5.7; §6.2 method 1: the 12 bits after the time count within a millisecond, so
 * ids of one process are strictly ascending). 62 bits are random. Ten times quicker than npm's uuid, on the send path.
 */
export function newId(now = Date.now()): string {
  if (now > lastMs) begin(now);
  // More than 4,096 in a millisecond: run ahead of the clock rather than repeat.
  else if (++counter === COUNTER_END) begin(lastMs + 1);
  return prefix + counter.toString(16).padStart(3, '0') + randomUUID().slice(18);
}

function begin(atMs: number): void {
  lastMs = atMs;
  counter = 0;
  const time = atMs.toString(16).padStart(12, '0');
  prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
}

/**
 * The lowest id that `newId` makes in a millisecond: a bound on time that an index by id understands. Times that ids
 * cannot hold (before 1970, after 10889) give the nearest one they can.
 */
export function lowestIdAt(at: Date): string {
  const time = Math.min(Math.max(at.getTime(), 0), LATEST_MS).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** Whether `value` is a UUID. Ask before it reaches a query: PostgreSQL answers anything else with an error. */
export function isId(value: string): boolean {
  return validate(value);
}
