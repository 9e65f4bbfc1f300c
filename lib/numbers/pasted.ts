/** Between the digits people write spaces, dashes, dots, slashes and brackets; a copied number carries invisible marks. */
const SEPARATOR =
  /[\s\p{Z}\p{Pd}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212()./\u00b7\uff08\uff09\uff0e\uff0f\u30fb]/gu;
const DIGIT = /\p{Nd}/u;
const FOREIGN_DIGITS = /[^\P{Nd}0-9]/gu;
const FOREIGN_PLUS = /[\uff0b\ufe62\u207a]/g;

/**
 * A phone number as people paste it, without its separators and invisible marks (Unicode's format characters, bidi marks
 * among them), its digits in ASCII and a full-width plus as `+`. What is left besides is not of a number.
 */
export function withoutSeparators(value: string): string {
  return asciiDigits(value.replace(SEPARATOR, '')).replace(FOREIGN_PLUS, '+');
}

/** `value` with the decimal digits of every script as ASCII ones. */
export function asciiDigits(value: string): string {
  return value.replace(FOREIGN_DIGITS, (digit) => String(digitValue(digit)));
}

/** Decimal digits of a script stand in blocks of ten in Unicode, zero first; a few blocks follow one another. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}
