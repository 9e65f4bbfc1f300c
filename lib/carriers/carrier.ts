import type { Environment } from '../access/environment';
import type { MessageStatus } from '../messages/rules';

/** One message on its way to a carrier. */
export type Submission = {
  messageId: string;
  /** Number of this hand-over, from 1. */
  attempt: number;
  environment: Environment;
  /** E.164 with +. */
  recipient: string;
  sender: string | null;
  text: string;
  encoding: 'gsm7' | 'ucs2';
  segments: number;
};

/** What came of handing one message over. */
export type SubmitOutcome =
  | { kind: 'accepted'; carrierMessageId: string }
  /** Definitely not taken, and never will be. */
  | { kind: 'rejected'; errorCode: string }
  /** Definitely not taken now; try again after so many milliseconds. */
  | { kind: 'throttled'; retryAfterMs: number }
  /** Unknown outcome: the link was cut before the carrier's response. */
  | { kind: 'unknown'; reason: string };

/** What a carrier reports about a message it accepted. */
export type CarrierReceipt = {
  carrierMessageId: string;
  status: MessageStatus;
  errorCode: string | null;
};

/** Stores receipts of the named carrier durably. Once it has resolved, the receipts may be acknowledged to the carrier. */
export type ReceiptSink = (carrier: string, receipts: CarrierReceipt[]) => Promise<void>;

/**
 * A link to a carrier. `submit` returns one outcome per message, in order; an error counts as `unknown` for the whole
 * batch. After `signal` aborts it should resolve soon with the outcomes so far.
 */
export type Carrier = {
  name: string;
  submit(batch: readonly Submission[], signal: AbortSignal): Promise<SubmitOutcome[]>;
  /**
   * For carriers that are polled for receipts: passes on those available and returns the number of
   * milliseconds until it is worth asking again, null when nothing is expected.
   */
  pullReceipts?(): Promise<number | null>;
};
