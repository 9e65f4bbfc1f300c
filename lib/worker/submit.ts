import type { BatchCarrier, Submission, SubmitOutcome } from '../carriers/carrier';

/** A carrier that has not answered by then counts as having said nothing. */
const HAND_OVER_TIMEOUT_MS = 60_000;

const MISSING: SubmitOutcome = { kind: 'unknown', reason: 'the carrier did not answer for this message' };

/** After this many attempts a message is handed over by itself: if it is what makes its batches fail, it fails alone. */
const ALONE_AFTER = 3;

/**
 * Hands messages to their carrier and returns its outcomes by message id. After any failure the carrier may
 * have the messages of that hand-over: then they are all unknown. Never throws.
 */
export async function submit(
  carrier: BatchCarrier,
  messages: readonly Submission[],
  giveUp: AbortSignal,
): Promise<Map<string, SubmitOutcome>> {
  const together = messages.filter(({ attempt }) => attempt <= ALONE_AFTER);
  const alone = messages.filter(({ attempt }) => attempt > ALONE_AFTER);
  const groups = [...(together.length > 0 ? [together] : []), ...alone.map((message) => [message])];
  const outcomes = new Map<string, SubmitOutcome>();
  await Promise.all(
    groups.map(async (group) => {
      const answers = await handOver(carrier, group, giveUp);
      for (const [index, { messageId }] of group.entries()) outcomes.set(messageId, answers[index] ?? MISSING);
    }),
  );
  return outcomes;
}

async function handOver(
  carrier: BatchCarrier,
  group: readonly Submission[],
  giveUp: AbortSignal,
): Promise<readonly SubmitOutcome[]> {
  const signal = AbortSignal.any([giveUp, AbortSignal.timeout(HAND_OVER_TIMEOUT_MS)]);
  try {
    return await Promise.race([carrier.submit(group, signal), rejectOnAbort(signal)]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return group.map(() => ({ kind: 'unknown', reason }));
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const rejectNow = () => reject(new Error('the carrier did not answer in time'));
    if (signal.aborted) rejectNow();
    signal.addEventListener('abort', rejectNow, { once: true });
  });
}
