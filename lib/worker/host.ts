import { Fifo } from '../base/fifo';
import type { Position } from '../queue/position';
import type { HeldReport } from '../webhooks/queue';
import { firstLimit, type HostLimit, limitOf } from './host-limit';

/** What a worker holds and knows of one lane of the report queue. */
export type Host = {
  name: string;
  waiting: Fifo<HeldReport>;
  active: number;
  /** Of those held, how many were handed over; and for how many room is reserved. */
  handedOver: number;
  reserved: number;
  limit: HostLimit;
  since: Position | null;
  /** Reports per row of the queue, as last claimed. */
  rowSize: number;
  /** The queue may have more than is held: it was not read to its end. */
  hasMore: boolean;
  /** Last time that something was held, in milliseconds. */
  usedAt: number;
};

export function newHost(name: string, now: number): Host {
  return {
    name,
    ...{ waiting: new Fifo<HeldReport>(), active: 0, handedOver: 0, reserved: 0 },
    ...{ since: null, rowSize: 1, hasMore: true },
    limit: firstLimit(),
    usedAt: now,
  };
}

export function isFull({ active, limit }: Host): boolean {
  return active >= limitOf(limit);
}

/** Claimed reports that are held; of a host that is not known to answer, also those that were handed over. */
export function heldOf({ active, waiting, handedOver, limit }: Host): number {
  return active + waiting.length - (limit.answers ? handedOver : 0);
}
