import * as z from 'zod';
import { isBlank } from '../base/optional';
import { isCountry } from '../numbers/country';

/** Far more than an installation accepts, and exact as a double, in which limits are counted. */
export const MAX_MESSAGES = 1_000_000_000_000;
export const MAX_REQUESTS_PER_SECOND = 100_000;
const MAX_BURST = 1_000_000;
const MAX_RECIPIENT_DAILY = 1_000_000;
const MAX_DIGITS = 20;

/** A limit from 1 to `max`. Blank and null: no limit. A form sends text. */
function limit(max: number) {
  const most = `Use at most ${max.toLocaleString('en-US')}.`;
  const whole = 'Use a whole number, such as 1000, or leave it blank for no limit.';
  return z.preprocess(
    (value) => (isBlank(value) ? null : numberOf(value)),
    z.number(whole).int(whole).min(1, 'Use 1 or more, or leave it blank for no limit.').max(max, most).nullable(),
  );
}

function numberOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return /^-?\d+$/.test(text) && text.length <= MAX_DIGITS ? Number(text) : text;
}

/** Limits of a key. A burst without a rate has no effect, and is not stored. */
export const keyLimitFields = {
  requestsPerSecond: limit(MAX_REQUESTS_PER_SECOND),
  requestBurst: limit(MAX_BURST),
  dailyMessages: limit(MAX_MESSAGES),
  monthlyMessages: limit(MAX_MESSAGES),
};
const keyLimits = z.object(keyLimitFields);
export type KeyLimitSettings = z.output<typeof keyLimits>;
export const setKeyLimitsSchema = keyLimits.extend({ id: z.uuid() });
export type KeyLimitsInput = z.input<typeof setKeyLimitsSchema>;

/** A list of countries, or one text with commas, spaces or lines between them. */
const countries = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,;]+/).filter(Boolean) : (value ?? [])),
  z
    .array(z.string('Enter each country as text.'), 'Send a list of country codes, such as ["EE", "LV"].')
    .max(300, 'Name each country once.')
    .transform((codes) => [...new Set(codes.map((code) => code.trim().toUpperCase()).filter(Boolean))].toSorted())
    .superRefine((codes, context) => {
      const unknown = codes.filter((code) => !isCountry(code)).slice(0, 10);
      if (unknown.length === 0) return;
      const named = unknown.map((code) => `"${code.slice(0, 20)}"`).join(', ');
      const message = `${named}: use ISO 3166 codes of two letters, such as EE for Estonia.`;
      context.addIssue({ code: 'custom', message, params: { stored: 'A country code is unknown.' } });
    }),
);

export const accountLimitsSchema = z.object({
  dailyMessages: limit(MAX_MESSAGES),
  recipientDailyMessages: limit(MAX_RECIPIENT_DAILY),
  countries,
});
export type AccountLimitsInput = z.input<typeof accountLimitsSchema>;
export type AccountLimits = z.output<typeof accountLimitsSchema>;
