import { AppError } from '../base/errors';
import { withoutStackTraces } from '../base/without-stack-traces';
import { countryName, countryOf } from '../numbers/country';
import type { KeyLimits } from './key-limits';

const FIX = 'An administrator can allow it under Account → Limits.';

/** Throws `destination_not_allowed` unless the account may send to the country of `recipient`. */
export function requireAllowedCountry(limits: KeyLimits | null, recipient: string): void {
  if (!limits?.countries) return;
  const country = countryOf(recipient);
  if (country !== null && limits.countries.has(country)) return;
  throw withoutStackTraces(() => {
    const where = country === null ? 'numbers that belong to no country' : countryName(country);
    const detail = `${recipient}: this account may not send to ${where}. ${FIX}`;
    const stored = `This account may not send to ${where}. ${FIX}`;
    return new AppError('destination_not_allowed', detail, { fields: { to: detail }, stored });
  });
}
