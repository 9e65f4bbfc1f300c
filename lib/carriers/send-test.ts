import { newId } from '../base/ids';
import { logger } from '../runtime/logger';
import { measure } from '../text/encoding';
import type { CarrierLink, LinkOptions, Submission, SubmitOutcome } from './carrier';
import { codeAndMessage, runSteps, type TestStep } from './test-steps';

const BOUND_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 35_000;
const POLL_MS = 50;
const VALID_MS = 3_600_000;

export type TestMessage = { to: string; from: string | null; text: string };

/** Sends one message through a link of its own, which `open` opens, and closes it. Never rejects. */
export async function sendTest(
  name: string,
  message: TestMessage,
  open: (options: LinkOptions) => CarrierLink,
): Promise<TestStep[]> {
  const link = open({
    name,
    // Receipts that arrive on this link are not acknowledged: the carrier repeats them to a worker.
    sinks: { receipts: refuse, received: refuse },
    onRoom: () => undefined,
    onStatus: () => undefined,
    log: logger(),
    ratePerSecond: null,
  });
  const submit = async () => {
    await untilRoom(link);
    return describeOutcome(await link.submit(submissionOf(message), AbortSignal.timeout(ANSWER_WITHIN_MS)));
  };
  const steps = await runSteps([{ step: 'send', run: submit }], (error) => (error as Error).message);
  await link.close();
  return steps;
}

async function refuse(): Promise<void> {
  throw new Error('A test stores nothing.');
}

async function untilRoom(link: CarrierLink): Promise<void> {
  const deadline = performance.now() + BOUND_WITHIN_MS;
  while (link.room() === 0) {
    const { state, lastError } = link.status();
    if (state === 'down' && lastError) throw new Error(codeAndMessage(lastError));
    if (performance.now() > deadline) throw new Error('The carrier did not accept the link within 10 seconds.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function submissionOf({ to, from, text }: TestMessage): Submission {
  return {
    messageId: newId(),
    attempt: 1,
    environment: 'live',
    recipient: to,
    sender: from,
    text,
    ...measure(text),
    priority: 1,
    validUntil: new Date(Date.now() + VALID_MS),
    possibleDuplicate: false,
    acceptedParts: [],
  };
}

/** Returns what an accepted outcome says; throws for the others. */
function describeOutcome(outcome: SubmitOutcome): string {
  switch (outcome.kind) {
    case 'accepted':
      return `The carrier accepted the message; its id there is ${outcome.carrierMessageId}.`;
    case 'rejected':
      throw new Error(`The carrier rejected the message: ${outcome.errorCode}. ${outcome.detail ?? ''}`.trim());
    case 'throttled':
      throw new Error(`The carrier did not accept the message now. ${outcome.detail ?? ''}`.trim());
    case 'unknown':
      throw new Error(`The carrier may have the message, or not: ${outcome.reason}`);
  }
}
