/** Separators that people write between digits, and the invisible marks of copied numbers. */
const SEPARATOR =
  /[\s\p{Z}\p{Pd}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212()./\u00b7\uff08\uff09\uff0e\uff0f\u30fb]/gu;
const DIGIT = /\p{Nd}/u;
const FOREIGN_DIGITS = /[^\P{Nd}0-9]/gu;
const FOREIGN_PLUS = /[\uff0b\ufe62\u207a]/g;

/**
 * Returns a pasted phone number without separators and invisible marks (Unicode's format characters, including bidi
 * marks), with ASCII digits and a full-width plus as `+`. Other characters stay.
 */
export function withoutSeparators(value: string): string {
  return asciiDigits(value.replace(SEPARATOR, '')).replace(FOREIGN_PLUS, '+');
}

/** Replaces the decimal digits of every script with ASCII digits. */
export function asciiDigits(value: string): string {
  return value.replace(FOREIGN_DIGITS, (digit) => String(digitValue(digit)));
}

/** In Unicode the decimal digits of a script form a block of ten, zero first; some blocks are adjacent. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}
