/** The price of one segment to numbers that begin with `prefix`, in millionths of the currency. */
export type Price = { prefix: string; amount: bigint };

/** Prices by prefix, and the length of the longest. */
export type CompiledPrices = { byPrefix: ReadonlyMap<string, bigint>; longest: number };

export function compilePrices(prices: readonly Price[]): CompiledPrices {
  const byPrefix = new Map(prices.map(({ prefix, amount }) => [prefix, amount]));
  return { byPrefix, longest: Math.max(0, ...prices.map(({ prefix }) => prefix.length)) };
}

/** Returns the price of one segment to a number in E.164 with +: that of the longest prefix. Null without one. */
export function priceOf({ byPrefix, longest }: CompiledPrices, number: string): bigint | null {
  for (let length = Math.min(longest, number.length - 1); length > 0; length--) {
    const amount = byPrefix.get(number.slice(1, 1 + length));
    if (amount !== undefined) return amount;
  }
  return byPrefix.get('') ?? null;
}
