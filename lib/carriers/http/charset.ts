/** Labels for which WHATWG's decoder has little-endian UTF-16; of short messages it is big-endian (3GPP TS 23.038 §4). */
const BIG_ENDIAN = new Set(['ucs-2', 'ucs2', 'iso-10646-ucs-2', 'utf-16', 'utf16', 'utf-16be']);
const ESCAPE = /^%[0-9a-f]{2}/i;

/**
 * Returns the value of `name` in a query or form whose text is in another charset than UTF-8; null when absent. A charset
 * that is not known counts as UTF-8.
 */
export function valueInCharset(encoded: string, name: string, charset: string): string | null {
  for (const pair of encoded.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || ![...new URLSearchParams(pair).keys()].includes(name)) continue;
    return decoderOf(charset).decode(percentBytes(pair.slice(equals + 1)));
  }
  return null;
}

function decoderOf(charset: string): TextDecoder {
  const label = charset.trim().toLowerCase();
  try {
    return new TextDecoder(BIG_ENDIAN.has(label) ? 'utf-16be' : label, { ignoreBOM: true });
  } catch {
    return new TextDecoder();
  }
}

/** Returns the bytes of a value of application/x-www-form-urlencoded (WHATWG URL §5.1). */
function percentBytes(encoded: string): Buffer {
  const bytes = Buffer.from(encoded.replaceAll('+', ' '));
  let length = 0;
  for (let at = 0; at < bytes.length; length++) {
    const isEscape = bytes[at] === 0x25 && ESCAPE.test(bytes.toString('latin1', at, at + 3));
    bytes[length] = isEscape ? Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16) : (bytes[at] ?? 0);
    at += isEscape ? 3 : 1;
  }
  return bytes.subarray(0, length);
}
