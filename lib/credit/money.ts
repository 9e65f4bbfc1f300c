/** Millionths of the currency in one unit of it. */
const UNIT = 1_000_000n;
const DECIMALS = 6;

/**
 * Returns an amount of money (`12`, `0.075`, `-3.5`) in millionths; null for anything else: more than 6 decimals, a decimal
 * comma, an exponent, a sign without digits, a trillion or more.
 */
export function parseMoney(text: string): bigint | null {
  const [, sign, units = '', decimals = ''] = /^([+-]?)(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text.trim()) ?? [];
  if (sign === undefined) return null;
  const amount = BigInt(units) * UNIT + BigInt(decimals.padEnd(DECIMALS, '0'));
  return sign === '-' ? -amount : amount;
}

/** Returns an amount of millionths as a decimal with at least 2 decimals: `12.00`, `0.075`. */
export function formatMoney(amount: bigint): string {
  const positive = amount < 0n ? -amount : amount;
  const decimals = (positive % UNIT)
    .toString()
    .padStart(DECIMALS, '0')
    .replace(/0{1,4}$/, '');
  return `${amount < 0n ? '-' : ''}${positive / UNIT}.${decimals}`;
}

/** `EUR 12.00` */
export function formatPrice(amount: bigint, currency: string): string {
  return `${currency} ${formatMoney(amount)}`;
}
