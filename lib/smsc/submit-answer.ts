import type { MessagePdu } from '../carriers/smpp/pdu-reader';
import { within } from './random';
import type { SmscScript } from './script';

export type SubmitAnswer = { status: number; isLost: boolean; delayMs: number; isThrottle: boolean };

const ACCEPTED: SubmitAnswer = { status: 0, isLost: false, delayMs: 0, isThrottle: false };

/** Returns a function that decides how each submission is answered. */
export function submitAnswers({ answers }: SmscScript, random: () => number): (message: MessagePdu) => SubmitAnswer {
  const { errors, lost, throttleAbovePerSecond, throttleStatus } = answers;
  let second = 0;
  let taken = 0;
  return ({ destination }) => {
    const delayMs = within(answers.delayMs, random);
    if (throttleAbovePerSecond !== undefined) {
      const now = Math.floor(performance.now() / 1_000);
      taken = now === second ? taken + 1 : 1;
      second = now;
      if (taken > throttleAbovePerSecond) {
        return { ...ACCEPTED, status: throttleStatus, delayMs, isThrottle: true };
      }
    }
    for (const { status, share, to } of errors) {
      if ((to === undefined || to.test(destination.address)) && (share === 1 || random() < share)) {
        return { ...ACCEPTED, status, delayMs };
      }
    }
    if (lost > 0 && random() < lost) return { ...ACCEPTED, isLost: true };
    return delayMs === 0 ? ACCEPTED : { ...ACCEPTED, delayMs };
  };
}
