import { AppError } from '../base/errors';
import { withoutStackTraces } from '../base/without-stack-traces';
import { env } from '../runtime/env';
import { formatMoney, formatPrice } from './money';
import { type CompiledPrices, priceOf } from './prices';

/** What the messages of a request cost, in millionths of the currency. */
export type Charge = { total: bigint; messages: { id: string; amount: bigint }[] };

type Priced = { id: string; recipient: string; segments: number };

/** Returns what messages cost. Each must have a price: `findUnpriced`. */
export function chargeOf(prices: CompiledPrices, messages: readonly Priced[]): Charge {
  const each = messages.map(({ id, recipient, segments }) => ({
    id,
    amount: (priceOf(prices, recipient) ?? 0n) * BigInt(segments),
  }));
  return { total: each.reduce((sum, { amount }) => sum + amount, 0n), messages: each };
}

/** Returns `no_price` for a number without a price, else null. */
export function findUnpriced(prices: CompiledPrices, recipient: string): AppError | null {
  if (priceOf(prices, recipient) !== null) return null;
  const fix = 'The operator can add one under Operator → Prices.';
  const detail = `There is no price for messages to ${recipient}. ${fix}`;
  const stored = `There is no price for messages to this number. ${fix}`;
  return withoutStackTraces(() => new AppError('no_price', detail, { fields: { to: detail }, stored }));
}

/** Returns `insufficient_credit`, with balance and price also as members of the response. */
export function insufficientCredit(balance: bigint, price: bigint): AppError {
  const currency = env().CREDIT_CURRENCY;
  const detail =
    `The balance is ${formatPrice(balance, currency)}, and these messages cost ${formatPrice(price, currency)}. ` +
    'Nothing was accepted; the operator of this installation can top up the balance.';
  const members = { balance: formatMoney(balance), price: formatMoney(price), currency };
  return new AppError('insufficient_credit', detail, { members });
}
