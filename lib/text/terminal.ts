/**
 * Characters that a terminal or log viewer would interpret instead of showing: controls except the line feed (including
 * ESC, CR and C1), format characters (bidi controls, zero-width ones, tags), line separators, fillers, unpaired surrogates.
 */
const UNSAFE = /[^\P{C}\n]|[\u2028\u2029]|\p{Default_Ignorable_Code_Point}/gu;
const LAST_OF_BMP = 0xffff;

/** Returns `text` for a terminal, line breaks kept: each unsafe character as an escape such as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** `printable` for a value within a line: line breaks are escaped too, so that a value cannot forge a line. */
export function printableValue(value: string): string {
  return printable(value).replaceAll('\n', '\\n');
}

/** Returns JSON that is safe for a terminal: the same value, its unsafe characters as `\uXXXX`. */
export function printableJson(json: string): string {
  return json.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`).join(''),
  );
}

function escaped(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code > LAST_OF_BMP ? `\\u{${hex(code, 5)}}` : `\\u${hex(code, 4)}`;
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
