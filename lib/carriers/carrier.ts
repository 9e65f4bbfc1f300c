import type { Logger } from 'pino';
import type { Environment } from '../access/environment';
import type { MessageStatus } from '../messages/rules';

/** A part of a long message that a carrier accepted; parts are numbered from 1. */
export type AcceptedPart = { part: number; carrierMessageId: string };

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
  /** 0 low, 1 regular, 2 high. */
  priority: number;
  /** Not to be delivered after this time. */
  validUntil: Date;
  possibleDuplicate: boolean;
  /** Parts that an earlier attempt handed over. They are not sent again. */
  acceptedParts: readonly AcceptedPart[];
};

/** What came of handing one message over. `parts` when the message went in several PDUs; the id is then that of part 1. */
export type SubmitOutcome =
  | { kind: 'accepted'; carrierMessageId: string; parts?: AcceptedPart[] }
  /** Definitely not taken, and never will be. */
  | { kind: 'rejected'; errorCode: string; detail?: string; parts?: AcceptedPart[] }
  /** Definitely not taken now; try again after so many milliseconds. */
  | { kind: 'throttled'; retryAfterMs: number; detail?: string; parts?: AcceptedPart[] }
  /** Unknown outcome: the carrier may have it. */
  | { kind: 'unknown'; reason: string; parts?: AcceptedPart[] };

/** What a carrier reports about a message it accepted. */
export type CarrierReceipt = {
  carrierMessageId: string;
  status: MessageStatus;
  errorCode: string | null;
  /** The number the receipt is about, as sent. */
  recipient?: string | null;
  /** As received, at most 1,000 characters, storable text, for operators. */
  raw?: string | null;
};

/** Stores receipts of the named carrier durably. Once it has resolved, the receipts may be acknowledged to the carrier. */
export type ReceiptSink = (carrier: string, receipts: CarrierReceipt[]) => Promise<void>;

/** A message from a phone. The text of a binary one is its octets in hex. */
export type InboundMessage = {
  from: string;
  to: string;
  text: string;
  encoding: 'gsm7' | 'ucs2' | 'binary';
  part: { reference: number; number: number; total: number } | null;
  carrierMessageId: string | null;
};

/** Each resolves once the values are committed: only then are they acknowledged. Rejects: the carrier must repeat them. */
export type CarrierSinks = {
  receipts(receipts: CarrierReceipt[]): Promise<void>;
  received(messages: InboundMessage[]): Promise<void>;
};

export type LinkState = 'connecting' | 'bound' | 'throttled' | 'down' | 'closed';

export type LinkStatus = {
  state: LinkState;
  since: Date;
  window: number;
  windowUsed: number;
  submitted: number;
  throttles: number;
  receiptsIn: number;
  lastError: { at: Date; code: string; message: string } | null;
};

/** One link to a carrier: one SMPP bind (or transmitter + receiver pair), or the client of an HTTP carrier. */
export type CarrierLink = {
  /** Messages that can be submitted now without waiting; 0 while down, throttled or over the rate. */
  room(): number;
  /** Never rejects. */
  submit(message: Submission, signal: AbortSignal): Promise<SubmitOutcome>;
  status(): LinkStatus;
  /** Waits shortly for answers, then ends the link. Never rejects. */
  close(): Promise<void>;
};

export type LinkOptions = {
  name: string;
  sinks: CarrierSinks;
  onRoom(): void;
  onStatus(): void;
  log: Logger;
  ratePerSecond: number | null;
};

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
