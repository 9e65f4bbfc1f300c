import { PDU } from 'smpp/lib/pdu.js';

/** A TLV that npm smpp has no name for. */
export type CustomTlv = { tag: number; value: Buffer };

/** PDUs of which every field has the form of the wire. npm smpp would convert texts and times, by a global default. */
class WirePdu extends PDU {
  protected override _filter(): void {}
}

/**
 * Returns the octets of a PDU. `fields` have the names of SMPP 3.4, TLVs among them. Strings are written as Latin-1. The
 * body is left out when `fields.command_status` is not 0.
 */
export function writePdu(
  command: string,
  sequence: number,
  fields: Record<string, unknown> = {},
  custom: readonly CustomTlv[] = [],
): Buffer {
  const buffer = new WirePdu(command, { ...fields, sequence_number: sequence }).toBuffer();
  if (custom.length === 0) return buffer;
  const all = Buffer.concat([buffer, ...custom.flatMap(({ tag, value }) => [tlvHead(tag, value.length), value])]);
  all.writeUInt32BE(all.length, 0);
  return all;
}

function tlvHead(tag: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(4);
  head.writeUInt16BE(tag, 0);
  head.writeUInt16BE(length, 2);
  return head;
}
