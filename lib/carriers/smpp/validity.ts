import type { SmppSettings } from './settings';

const MINUTE_MS = 60_000;
const DAY_S = 86_400;
/** Carriers commonly refuse more, and longer forms need months, whose length is not defined. */
const LONGEST_DAYS = 30;

/**
 * Returns the validity_period until `validUntil` in the form of SMPP 3.4 §7.1.1: `YYMMDDhhmmsstnn+` in UTC, or relative to
 * the carrier's clock with `R`. At least one minute; relative at most 30 days.
 */
export function validityPeriod(validUntil: Date, form: SmppSettings['validity'], now: number): string {
  if (form === 'none') return '';
  const until = Math.max(validUntil.getTime(), now + MINUTE_MS);
  if (form === 'absolute') {
    const digits = new Date(until).toISOString().replace(/\D/g, '');
    return `${digits.slice(2, 14)}000+`;
  }
  const seconds = Math.min(Math.ceil((until - now) / 1_000), LONGEST_DAYS * DAY_S);
  const [days, hours, minutes, rest] = [
    Math.floor(seconds / DAY_S),
    Math.floor((seconds % DAY_S) / 3_600),
    Math.floor((seconds % 3_600) / 60),
    seconds % 60,
  ];
  return `0000${two(days)}${two(hours)}${two(minutes)}${two(rest)}000R`;
}

const two = (value: number) => String(value).padStart(2, '0');
