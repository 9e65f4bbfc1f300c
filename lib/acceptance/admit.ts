import type { AppError } from '../base/errors';
import { type Charge, chargeOf, findUnpriced } from '../credit/charge';
import { priceTable } from '../credit/price-table';
import type { CompiledPrices } from '../credit/prices';
import { recipientOverCap, reserveRecipients } from '../limits/recipient-cap';
import { reserveMessages } from '../limits/use-limits';
import type { CachedKey } from './authentication/cached-key';
import type { RefusedItem, SendResult } from './commit-item';

/** What may be committed: `release` returns what was counted against limits, when nothing is committed. */
export type Admitted = { result: SendResult; charge: Charge | null; release: () => void };

/** Other requests may bring more recipients of a batch to their cap meanwhile. */
const MAX_ROUNDS = 5;

/**
 * Counts the messages of a request against the limits of its key and account, and works out what they cost. Of a batch,
 * messages without a price and those to recipients at their cap become refused ones. Throws `rate_limited`,
 * `recipient_limit`, `no_price`, `invalid_fields`; then nothing is counted.
 */
export async function admit(key: CachedKey, result: SendResult): Promise<Admitted> {
  const prices = key.isCharged ? await priceTable().current() : null;
  const within = await withinCap(key, prices ? withPrices(prices, result) : result);
  try {
    const reservation = await reserveMessages(key, within.result.messages.length);
    const release = () => {
      within.release();
      reservation?.release();
    };
    const charge = prices && chargeOf(prices, within.result.messages);
    return { result: within.result, charge, release };
  } catch (error) {
    within.release();
    throw error;
  }
}

/** Returns the result without the messages of a batch that have no price. Throws `no_price` where none is left. */
function withPrices(prices: CompiledPrices, result: SendResult): SendResult {
  const refused: RefusedItem[] = [];
  const messages: SendResult['messages'] = [];
  for (const message of result.messages) {
    const problem = findUnpriced(prices, message.recipient);
    if (!problem) messages.push(message);
    else if (result.kind === 'batch') refused.push(refusedItem(message, problem));
    else throw problem;
  }
  const [first] = result.messages;
  if (messages.length === 0 && first) throw findUnpriced(prices, first.recipient);
  return refused.length === 0 ? result : { ...result, messages, refused: [...(result.refused ?? []), ...refused] };
}

async function withinCap(key: CachedKey, result: SendResult): Promise<Omit<Admitted, 'charge'>> {
  const cap = key.limits?.recipientDaily ?? null;
  let rest = result;
  for (let round = 0; cap !== null; round++) {
    const recipients = rest.messages.map(({ recipient }) => recipient);
    const { over, reservation } = await reserveRecipients(key, cap, recipients);
    if (reservation) return { result: rest, release: reservation.release };
    const [first = ''] = over;
    const left = result.kind === 'batch' ? rest.messages.filter(({ recipient }) => !over.has(recipient)) : [];
    if (left.length === 0 || round >= MAX_ROUNDS) throw recipientOverCap(first, cap);
    const refused = rest.messages
      .filter(({ recipient }) => over.has(recipient))
      .map((one) => refusedItem(one, recipientOverCap(one.recipient, cap)));
    rest = { ...rest, messages: left, refused: [...(rest.refused ?? []), ...refused] };
  }
  return { result: rest, release: () => undefined };
}

function refusedItem({ index = 0 }: SendResult['messages'][number], error: AppError): RefusedItem {
  const { code, message, stored = message, fields = {} } = error;
  return { index, code, detail: message, stored, fields: { ...fields } };
}
