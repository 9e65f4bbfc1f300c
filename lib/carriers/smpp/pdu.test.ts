import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND, TAG } from './ids';
import { FalseLengthError, HEADER_LENGTH, MAX_PDU_LENGTH, type Pdu, PduFramer } from './pdu-framer';
import { readBind, readMessage, readMessageId, tlvNumber, tlvText } from './pdu-reader';
import { writePdu } from './pdu-writer';

function pdusOf(octets: Buffer, cuts: number[] = []): Pdu[] {
  const framer = new PduFramer();
  const pdus: Pdu[] = [];
  const bounds = [...new Set([0, ...cuts.map((cut) => cut % (octets.length + 1)), octets.length])].sort(
    (a, b) => a - b,
  );
  for (const [index, start] of bounds.entries())
    framer.push(octets.subarray(start, bounds[index + 1]), (pdu) => pdus.push(pdu));
  return pdus;
}

const FIELDS = {
  service_type: 'WAP',
  source_addr_ton: 5,
  source_addr: 'Käse',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '37255555555',
  esm_class: 0x40,
  priority_flag: 2,
  validity_period: '000001000000000R',
  registered_delivery: 1,
  data_coding: 8,
  short_message: Buffer.from([5, 0, 3, 1, 2, 1, 0, 65]),
};

describe('PDUs', () => {
  test('are read as they were written, wherever the network cut them', () => {
    const octets = Buffer.concat([
      writePdu('enquire_link', 1),
      writePdu('submit_sm', 2, FIELDS, [{ tag: 0x1400, value: Buffer.from('x') }]),
      writePdu('submit_sm_resp', 2, { message_id: 'abc' }),
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(octets.length), { maxLength: 40 }), (cuts) => {
        const [enquire, submit, response] = pdusOf(octets, cuts);
        expect(enquire).toMatchObject({ commandId: COMMAND.enquire_link, sequence: 1, status: 0 });
        expect(submit && readMessage(submit)).toMatchObject({
          source: { ton: 5, npi: 0, address: 'Käse' },
          destination: { ton: 1, npi: 1, address: '37255555555' },
          esmClass: 0x40,
          priorityFlag: 2,
          validityPeriod: '000001000000000R',
          registeredDelivery: 1,
          dataCoding: 8,
          shortMessage: FIELDS.short_message,
          truncated: false,
        });
        expect(submit && readMessage(submit).tlvs.get(0x1400)).toEqual(Buffer.from('x'));
        expect(response && readMessageId(response)).toBe('abc');
      }),
    );
  });

  test('of one octet at a time are complete once', () => {
    const octets = writePdu('deliver_sm', 7, FIELDS);
    expect(pdusOf(octets, [...octets.keys()])).toHaveLength(1);
  });

  test.each([0, 1, HEADER_LENGTH - 1, MAX_PDU_LENGTH + 1, 0xffffffff])('with the length %i are refused', (length) => {
    const octets = Buffer.alloc(HEADER_LENGTH);
    octets.writeUInt32BE(length, 0);
    expect(() => pdusOf(octets)).toThrow(FalseLengthError);
  });

  test('with 64 KiB of TLVs are read', () => {
    const octets = writePdu('deliver_sm', 1, { ...FIELDS, message_payload: Buffer.alloc(0xffff, 1) });
    const [pdu] = pdusOf(octets);
    expect(pdu && readMessage(pdu).tlvs.get(TAG.message_payload)).toHaveLength(0xffff);
  });

  test('with a TLV or message longer than the PDU have what is there', () => {
    const octets = writePdu('deliver_sm', 1, { ...FIELDS, receipted_message_id: '77' });
    const cut = octets.subarray(0, octets.length - 1);
    cut.writeUInt32BE(cut.length, 0);
    const [pdu] = pdusOf(cut);
    const message = pdu && readMessage(pdu);
    expect(message?.truncated).toBe(true);
    expect(tlvText(message?.tlvs.get(TAG.receipted_message_id) ?? Buffer.alloc(0))).toBe('77');
  });

  test('have TLVs that end at their length, with or without a NUL', () => {
    const custom = [
      { tag: TAG.receipted_message_id, value: Buffer.from('77') },
      { tag: TAG.message_state, value: Buffer.from([2]) },
    ];
    const [pdu] = pdusOf(writePdu('deliver_sm', 1, FIELDS, custom));
    const tlvs = pdu ? readMessage(pdu).tlvs : new Map<number, Buffer>();
    expect(tlvText(tlvs.get(TAG.receipted_message_id) ?? Buffer.alloc(0))).toBe('77');
    expect(tlvNumber(tlvs.get(TAG.message_state))).toBe(2);
  });

  test('of any octets never throw when they are read', () => {
    const commands = fc.constantFrom(COMMAND.deliver_sm, COMMAND.data_sm, COMMAND.submit_sm);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), commands, (octets, commandId) => {
        const pdu = { commandId, status: 0, sequence: 1, body: Buffer.from(octets) };
        readMessage(pdu);
        readBind(pdu);
        readMessageId(pdu);
      }),
    );
  });
});
