import type { FailureCode, MessageStatus } from '../messages/rules';

/** Delay after which the simulator reports the outcome of an ordinary message. */
export const SIMULATED_DELIVERY_MS = 200;

export type SimulatedReceipt = { status: MessageStatus; afterMs: number; errorCode?: FailureCode };

/** How the simulated carrier answers a submission. */
export type SimulatedSubmit =
  | 'accepts'
  | 'rejects'
  /** Throttles the message twice, then accepts it. */
  | 'throttles_twice'
  /** Accepts, but its first answer is lost. */
  | 'loses_first_answer'
  /** Sends its receipts before it answers. */
  | 'reports_first';

export type SimulatorOutcome = {
  /** The recipient's last four digits. */
  digits: string;
  /** What happens, as one sentence for people. */
  happens: string;
  /** The status the message ends in. */
  finalStatus: MessageStatus;
  submit: SimulatedSubmit;
  receipts: readonly SimulatedReceipt[];
};

const DELIVERED: SimulatedReceipt = { status: 'delivered', afterMs: SIMULATED_DELIVERY_MS };

function failed(status: MessageStatus, errorCode: FailureCode): readonly SimulatedReceipt[] {
  return [{ status, afterMs: SIMULATED_DELIVERY_MS, errorCode }];
}

/**
 * What the simulator does by the last four digits of the recipient, so that a number of any country can be used. Any
 * other number is delivered.
 */
export const SIMULATOR_OUTCOMES: readonly SimulatorOutcome[] = [
  {
    digits: '9001',
    happens: 'The phone is unreachable: the receipt has the status undelivered.',
    finalStatus: 'undelivered',
    submit: 'accepts',
    receipts: failed('undelivered', 'absent_subscriber'),
  },
  {
    digits: '9002',
    happens: 'The carrier refuses the message at once: invalid recipient.',
    finalStatus: 'rejected',
    submit: 'rejects',
    receipts: [],
  },
  {
    digits: '9003',
    happens: 'The validity period ends: the receipt has the status expired.',
    finalStatus: 'expired',
    submit: 'accepts',
    receipts: failed('expired', 'expired_at_carrier'),
  },
  {
    digits: '9004',
    happens: 'No receipt ever comes: the message stays submitted.',
    finalStatus: 'submitted',
    submit: 'accepts',
    receipts: [],
  },
  {
    digits: '9005',
    happens: 'The receipt comes late, after 30 seconds.',
    finalStatus: 'delivered',
    submit: 'accepts',
    receipts: [{ status: 'delivered', afterMs: 30_000 }],
  },
  {
    digits: '9006',
    happens: 'The same receipt comes three times; you get one delivery report.',
    finalStatus: 'delivered',
    submit: 'accepts',
    receipts: [DELIVERED, DELIVERED, { status: 'delivered', afterMs: 2 * SIMULATED_DELIVERY_MS }],
  },
  {
    digits: '9007',
    happens: 'The receipt comes before the carrier’s answer to the submission.',
    finalStatus: 'delivered',
    submit: 'reports_first',
    receipts: [{ status: 'delivered', afterMs: 0 }],
  },
  {
    digits: '9008',
    happens: 'The carrier throttles the message twice, then accepts it.',
    finalStatus: 'delivered',
    submit: 'throttles_twice',
    receipts: [DELIVERED],
  },
  {
    digits: '9009',
    happens: 'The link is cut after the carrier took the message: it is sent again, flagged as a possible duplicate.',
    finalStatus: 'delivered',
    submit: 'loses_first_answer',
    receipts: [DELIVERED],
  },
  {
    digits: '9010',
    happens: 'Receipts come out of order: delivered, then a late “on its way”.',
    finalStatus: 'delivered',
    submit: 'accepts',
    receipts: [DELIVERED, { status: 'submitted', afterMs: 2 * SIMULATED_DELIVERY_MS }],
  },
  {
    digits: '9011',
    happens: 'The carrier accepts the message and rejects it later by receipt.',
    finalStatus: 'rejected',
    submit: 'accepts',
    receipts: failed('rejected', 'rejected_by_carrier'),
  },
  {
    digits: '9012',
    happens: 'The carrier has no information about the outcome of the message.',
    finalStatus: 'unknown',
    submit: 'accepts',
    receipts: failed('unknown', 'unknown_outcome'),
  },
];

const ORDINARY: Omit<SimulatorOutcome, 'digits'> = {
  happens: 'The message is delivered.',
  finalStatus: 'delivered',
  submit: 'accepts',
  receipts: [DELIVERED],
};

const BY_DIGITS = new Map(SIMULATOR_OUTCOMES.map((outcome) => [outcome.digits, outcome]));

/** What the simulator does with a message to this recipient. */
export function simulatorOutcomeFor(recipient: string): Omit<SimulatorOutcome, 'digits'> {
  return BY_DIGITS.get(recipient.slice(-4)) ?? ORDINARY;
}
