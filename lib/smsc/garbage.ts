import { COMMAND, ESM_CLASS } from '../carriers/smpp/ids';
import { writePdu } from '../carriers/smpp/pdu-writer';
import type { GarbageKind } from './script';

const HUGE_TLVS_OCTETS = 64 * 1024 - 1;
const RANDOM_OCTETS = 512;

/** Returns octets that no correct SMSC sends. */
export function garbage(kind: GarbageKind, sequence: number, random: () => number): Buffer {
  switch (kind) {
    case 'short_length':
      return header(3, COMMAND.enquire_link, sequence);
    case 'false_length':
      // The octets that follow are read as the rest of this PDU, and what comes after them as a header.
      return Buffer.concat([header(40, COMMAND.deliver_sm, sequence), Buffer.alloc(20, 0xee)]);
    case 'huge_length':
      return header(0xffffffff, COMMAND.deliver_sm, sequence);
    case 'random':
      return Buffer.from(Array.from({ length: RANDOM_OCTETS }, () => Math.floor(random() * 256)));
    case 'huge_tlvs':
      return receipt(sequence, { short_message: Buffer.from('id:0 stat:DELIVRD'), message_payload: filled(random) });
    case 'unknown_command':
      return header(16, 0x00000999, sequence);
    case 'garbage_receipt':
      return receipt(sequence, { short_message: filled(random).subarray(0, 200) });
    case 'truncated':
      return truncated(receipt(sequence, { short_message: Buffer.from('id:1 stat:DELIVRD') }));
  }
}

function filled(random: () => number): Buffer {
  return Buffer.alloc(HUGE_TLVS_OCTETS, Math.floor(random() * 255) + 1);
}

function receipt(sequence: number, fields: Record<string, unknown>): Buffer {
  return writePdu('deliver_sm', sequence, {
    source_addr: '37255550000',
    destination_addr: '37255550001',
    esm_class: ESM_CLASS.receipt,
    ...fields,
  });
}

/** A PDU whose length is right and whose sm_length is beyond its end. */
function truncated(pdu: Buffer): Buffer {
  const cut = Buffer.from(pdu.subarray(0, pdu.length - 10));
  cut.writeUInt32BE(cut.length, 0);
  return cut;
}

function header(length: number, commandId: number, sequence: number): Buffer {
  const octets = Buffer.alloc(16);
  octets.writeUInt32BE(length, 0);
  octets.writeUInt32BE(commandId, 4);
  octets.writeUInt32BE(sequence, 12);
  return octets;
}
