/** SMPP 3.4 §3.2: length, command id, status and sequence number, four octets each. */
export const HEADER_LENGTH = 16;
/** Longer than any PDU with 64 KiB of TLVs. A false length would otherwise keep the link waiting for gigabytes. */
export const MAX_PDU_LENGTH = 128 * 1024;

export type Pdu = {
  commandId: number;
  status: number;
  sequence: number;
  /** What follows the header. It shares memory with what the socket read. */
  body: Buffer;
};

/** The length of a PDU is one that no PDU has: the octets that follow cannot be read. */
export class FalseLengthError extends Error {
  override readonly name = 'FalseLengthError';

  constructor(readonly length: number) {
    super(`The peer sent a PDU with the length ${length}; it must be ${HEADER_LENGTH} to ${MAX_PDU_LENGTH}.`);
  }
}

/** Splits what a socket reads into PDUs. */
export class PduFramer {
  #chunks: Buffer[] = [];
  #held = 0;
  /** Octets that are needed before anything can be read. */
  #needed = HEADER_LENGTH;

  /** Calls `onPdu` for every PDU that is complete. Throws FalseLengthError; after that the framer is of no use. */
  push(chunk: Buffer, onPdu: (pdu: Pdu) => void): void {
    let buffer = chunk;
    if (this.#held > 0) {
      this.#chunks.push(chunk);
      this.#held += chunk.length;
      if (this.#held < this.#needed) return;
      buffer = Buffer.concat(this.#chunks, this.#held);
    }
    const rest = this.#read(buffer, onPdu);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
  }

  #read(buffer: Buffer, onPdu: (pdu: Pdu) => void): Buffer {
    let offset = 0;
    for (;;) {
      const left = buffer.length - offset;
      this.#needed = HEADER_LENGTH;
      if (left < HEADER_LENGTH) break;
      const length = buffer.readUInt32BE(offset);
      if (length < HEADER_LENGTH || length > MAX_PDU_LENGTH) throw new FalseLengthError(length);
      this.#needed = length;
      if (left < length) break;
      onPdu({
        commandId: buffer.readUInt32BE(offset + 4),
        status: buffer.readUInt32BE(offset + 8),
        sequence: buffer.readUInt32BE(offset + 12),
        body: buffer.subarray(offset + HEADER_LENGTH, offset + length),
      });
      offset += length;
    }
    return buffer.subarray(offset);
  }
}
