import type { Cursors } from '../../database/keyset';
import type { WebhookEvent } from '../events';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Filter of the log of deliveries: all conditions apply, an absent one is met by all. */
export type DeliveryFilter = Cursors & {
  event?: WebhookEvent | undefined;
  state?: DeliveryState | undefined;
  /** Status of the last attempt's response. */
  httpStatus?: number | undefined;
  /** Bounds of the time when the delivery was queued: `from` included, `until` not. */
  from?: Date | undefined;
  until?: Date | undefined;
  messageId?: string | undefined;
  /** The canonical form of the number or address that the message is for. */
  recipient?: string | undefined;
  /** Null: URLs of requests, keys and the account. */
  endpointId?: string | null | undefined;
};

/** A delivery in a list. */
export type DeliveryRow = {
  id: string;
  event: string;
  state: DeliveryState;
  url: string;
  endpointId: string | null;
  /** Null for a URL, and for an endpoint that was removed. */
  endpointName: string | null;
  messageId: string | null;
  recipient: string | null;
  /** Of the last attempt; both null before the first one. */
  httpStatus: number | null;
  error: string | null;
  attempts: number;
  createdAt: Date;
  /** Null unless it is pending. */
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
};
