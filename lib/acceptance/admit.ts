import { recipientOverCap, reserveRecipients } from '../limits/recipient-cap';
import { reserveMessages } from '../limits/use-limits';
import type { CachedKey } from './authentication/cached-key';
import type { RefusedItem, SendResult } from './commit-item';

/** What may be committed: `release` returns what was counted against limits, when nothing is committed. */
export type Admitted = { result: SendResult; release: () => void };

/** Other requests may bring more recipients of a batch to their cap meanwhile. */
const MAX_ROUNDS = 5;

/**
 * Counts the messages of a request against the limits of its key and account. Of a batch, messages to recipients at their cap
 * become refused ones. Throws `rate_limited`, `recipient_limit`, `invalid_fields`; then nothing is counted.
 */
export async function admit(key: CachedKey, result: SendResult): Promise<Admitted> {
  const within = await withinCap(key, result);
  try {
    const reservation = await reserveMessages(key, within.result.messages.length);
    const release = () => {
      within.release();
      reservation?.release();
    };
    return { result: within.result, release };
  } catch (error) {
    within.release();
    throw error;
  }
}

async function withinCap(key: CachedKey, result: SendResult): Promise<Admitted> {
  const cap = key.limits?.recipientDaily ?? null;
  let rest = result;
  for (let round = 0; cap !== null; round++) {
    const recipients = rest.messages.map(({ recipient }) => recipient);
    const { over, reservation } = await reserveRecipients(key, cap, recipients);
    if (reservation) return { result: rest, release: reservation.release };
    const [first = ''] = over;
    const left = result.kind === 'batch' ? rest.messages.filter(({ recipient }) => !over.has(recipient)) : [];
    if (left.length === 0 || round >= MAX_ROUNDS) throw recipientOverCap(first, cap);
    const refused = rest.messages.filter(({ recipient }) => over.has(recipient)).map((one) => refusedItem(one, cap));
    rest = { ...rest, messages: left, refused: [...(rest.refused ?? []), ...refused] };
  }
  return { result: rest, release: () => undefined };
}

function refusedItem({ index = 0, recipient }: SendResult['messages'][number], cap: number): RefusedItem {
  const { code, message, stored = message, fields = {} } = recipientOverCap(recipient, cap);
  return { index, code, detail: message, stored, fields: { ...fields } };
}
