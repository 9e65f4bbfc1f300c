/** Information elements of a user data header, 3GPP TS 23.040 §9.2.3.24. */
const CONCATENATED_8 = 0x00;
const CONCATENATED_16 = 0x08;

export type PartOfMessage = { reference: number; number: number; total: number };

/** Returns the header of a part, with a reference of 8 bits (6 octets) or 16 bits (7 octets). */
export function concatenationHeader(bits: 8 | 16, { reference, number, total }: PartOfMessage): Buffer {
  return bits === 8
    ? Buffer.from([5, CONCATENATED_8, 3, reference & 0xff, total, number])
    : Buffer.from([6, CONCATENATED_16, 4, (reference >> 8) & 0xff, reference & 0xff, total, number]);
}

/**
 * Splits octets that begin with a user data header. `part` is null without concatenation, or when its numbers are not
 * possible. A header that is longer than the octets leaves no text. Never throws.
 */
export function readUserData(octets: Buffer): { part: PartOfMessage | null; text: Buffer } {
  const length = octets[0] ?? 0;
  const header = octets.subarray(1, 1 + length);
  const text = octets.subarray(1 + length);
  for (let offset = 0; offset + 2 <= header.length; ) {
    const size = header[offset + 1] ?? 0;
    const part = readConcatenation(header[offset] ?? 0, header.subarray(offset + 2, offset + 2 + size));
    if (part) return { part, text };
    offset += 2 + size;
  }
  return { part: null, text };
}

function readConcatenation(element: number, value: Buffer): PartOfMessage | null {
  if (element === CONCATENATED_8 && value.length === 3) {
    return checkedPart(value.readUInt8(0), value.readUInt8(1), value.readUInt8(2));
  }
  if (element === CONCATENATED_16 && value.length === 4) {
    return checkedPart(value.readUInt16BE(0), value.readUInt8(2), value.readUInt8(3));
  }
  return null;
}

/** Returns a part whose number is 1 to `total`; null for others and for a message of one part. */
export function checkedPart(reference: number, total: number, number: number): PartOfMessage | null {
  return total >= 2 && number >= 1 && number <= total ? { reference, number, total } : null;
}
