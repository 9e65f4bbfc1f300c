/** Digits of an international number as sender; carriers take at most 15 (E.164). */
const NUMBER = /^\+?[1-9]\d{8,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** Alphanumeric sender: at most 11 characters of the GSM alphabet's safe part, at least one of them a letter. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 ._&-]{1,11}$/;

/** The sender ID as sent to the carrier (outer spaces taken off), or null when no carrier could take it. */
export function parseSender(value: string): string | null {
  const trimmed = value.trim();
  return NUMBER.test(trimmed) || SHORT_CODE.test(trimmed) || NAME.test(trimmed) ? trimmed : null;
}
