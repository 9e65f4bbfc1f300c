import { resubmitDelayMs } from '../../messages/rules';
import { commandStatus, describeStatus, failureOf, parseStatusCode, type StatusEffect } from './command-status';
import { STATUS } from './ids';
import type { PartResult } from './part-results';
import type { Pdu } from './pdu-framer';
import { readMessageId } from './pdu-reader';
import type { SmppSettings } from './settings';
import { storable } from './text-coding';

const LONGEST_ID = 200;

export type StatusOverrides = ReadonlyMap<number, StatusEffect>;

/** Returns an operator's effects of statuses by code. */
export function statusOverrides(commandStatus: SmppSettings['commandStatus']): StatusOverrides {
  return new Map(
    Object.entries(commandStatus).flatMap(([text, effect]): [number, StatusEffect][] => {
      const code = parseStatusCode(text);
      return code === null ? [] : [[code, effect]];
    }),
  );
}

/** Returns what a submit_sm_resp or generic_nack means for its message, which was handed over `attempt` times. */
export function submitResult(pdu: Pdu, attempt: number, overrides: StatusOverrides): PartResult {
  if (pdu.status === STATUS.ok && pdu.body.length > 0) {
    return { kind: 'accepted', carrierMessageId: storable(readMessageId(pdu).trim().slice(0, LONGEST_ID)) };
  }
  if (pdu.status === STATUS.ok) return { kind: 'accepted', carrierMessageId: '' };
  const effect = overrides.get(pdu.status) ?? commandStatus(pdu.status).effect;
  const detail = describeStatus(pdu.status);
  return effect === 'reject'
    ? { kind: 'rejected', errorCode: failureOf(pdu.status), detail }
    : { kind: 'throttled', retryAfterMs: resubmitDelayMs(attempt), detail };
}

/** Whether a response throttles the whole link, not its message alone. */
export function isThrottle({ status }: Pdu, overrides: StatusOverrides): boolean {
  return status !== STATUS.ok && (overrides.get(status) ?? commandStatus(status).effect) === 'throttle';
}
