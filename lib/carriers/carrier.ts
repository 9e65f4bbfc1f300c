import type { Logger } from 'pino';
import type { Environment } from '../access/environment';
import type { MessageStatus } from '../messages/rules';

/** A part of a long message that the carrier has accepted, with the id it has there. Parts count from 1. */
export type AcceptedPart = { part: number; carrierMessageId: string };

/** One message to be handed to a carrier. */
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
  /** The message is not to be delivered after this time. */
  validUntil: Date;
  /** An earlier hand-over may have reached the carrier. */
  possibleDuplicate: boolean;
  /** Parts that an earlier hand-over delivered to the carrier: not sent again. */
  acceptedParts: readonly AcceptedPart[];
};

/**
 * The outcome of one hand-over. `parts` are the parts that the carrier accepted, where a message is handed over in several;
 * `carrierMessageId` is then the id of the first.
 */
export type SubmitOutcome =
  | {
      kind: 'accepted';
      carrierMessageId: string;
      parts?: readonly AcceptedPart[];
      /** Other forms in which a receipt may have an id of the message or of a part. */
      parkedAs?: (carrierMessageId: string) => readonly string[];
    }
  /** Not accepted, permanently. */
  | { kind: 'rejected'; errorCode: string; detail?: string; parts?: readonly AcceptedPart[] }
  /** Certainly not accepted; to be submitted again after so many milliseconds. */
  | { kind: 'throttled'; retryAfterMs: number; detail?: string; parts?: readonly AcceptedPart[] }
  /** The carrier may have accepted it: the link was cut before its response. */
  | { kind: 'unknown'; reason: string; parts?: readonly AcceptedPart[] };

/** What a carrier reports about a message it accepted. */
export type CarrierReceipt = {
  carrierMessageId: string;
  status: MessageStatus;
  errorCode: string | null;
  /** The number it is about, as the carrier has it; compared where an id is ambiguous. */
  recipient?: string | null;
  /** Other forms of the id that the message may be stored with, best first. */
  candidates?: readonly string[];
  /** As received, at most 1,000 characters, for operators. */
  raw?: string | null;
};

/** A message that a carrier received for one of our numbers, or a part of one. */
export type InboundMessage = {
  from: string;
  to: string;
  text: string;
  encoding: 'gsm7' | 'ucs2' | 'binary';
  part: { reference: number; number: number; total: number } | null;
  /** The carrier's id, by which a repetition is recognized. */
  carrierMessageId: string | null;
};

/**
 * Stores what a carrier sends. Each resolves once the values are committed: only then are they acknowledged to the carrier.
 * Rejects where nothing was stored and the carrier has to repeat them.
 */
export type CarrierSinks = {
  receipts(receipts: CarrierReceipt[]): Promise<void>;
  received(messages: InboundMessage[]): Promise<void>;
};

export const LINK_STATES = ['connecting', 'bound', 'throttled', 'down', 'closed'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** State of a link, for operators. Counters are since it was opened. */
export type LinkStatus = {
  state: LinkState;
  since: Date;
  window: number;
  windowUsed: number;
  submitted: number;
  throttles: number;
  receiptsIn: number;
  /** The exact error of SMPP, TLS or HTTP with its meaning. Never a secret. */
  lastError: { at: Date; code: string; message: string } | null;
};

/** One link to a carrier: an SMPP bind (or a transmitter with its receiver), or the client of an HTTP carrier. */
export type CarrierLink = {
  /** Messages that can be submitted now without waiting; 0 while down, throttled or over the rate. */
  room(): number;
  /** Never rejects. After `signal` aborts it resolves soon. */
  submit(message: Submission, signal: AbortSignal): Promise<SubmitOutcome>;
  status(): LinkStatus;
  /** Waits briefly for responses, then unbinds. Never rejects. */
  close(): Promise<void>;
};

export type LinkOptions = {
  /** Name of the carrier. */
  name: string;
  sinks: CarrierSinks;
  /** `room` may have grown. */
  onRoom(): void;
  /** The state has changed. */
  onStatus(): void;
  log: Logger;
  /** Most submissions a second of this link; null for no limit. */
  ratePerSecond: number | null;
};

type CarrierBase = {
  name: string;
  /** What happens after an unknown outcome; `resend` where it is absent. */
  unknownOutcome?: 'resend' | 'wait';
  /**
   * For carriers that are polled for receipts: passes on those available and returns the number of
   * milliseconds until it is worth asking again, null when nothing is expected.
   */
  pullReceipts?(): Promise<number | null>;
};

/**
 * A carrier that takes batches. `submit` returns one outcome per message, in order; an error counts as `unknown` for the
 * whole batch. After `signal` aborts it should resolve soon with the outcomes so far.
 */
export type BatchCarrier = CarrierBase & {
  submit(batch: readonly Submission[], signal: AbortSignal): Promise<SubmitOutcome[]>;
};

/** A carrier that takes single messages as it has room. */
export type FlowCarrier = CarrierBase & { flow: Flow };

/** How the dispatcher uses a carrier. */
export type Carrier = BatchCarrier | FlowCarrier;

/** A carrier that takes messages one by one, as it has room. */
export type Flow = {
  /** Messages that it takes now without waiting. */
  room(): number;
  /** Whether it can take messages at all, now or in a moment. */
  isUp(): boolean;
  /** Never rejects. */
  submit(message: Submission, signal: AbortSignal): Promise<SubmitOutcome>;
};

/** Stores receipts of the named carrier durably. Once it has resolved, the receipts may be acknowledged to the carrier. */
export type ReceiptSink = (carrier: string, receipts: CarrierReceipt[]) => Promise<void>;
