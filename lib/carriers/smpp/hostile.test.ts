import net from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GARBAGE_KINDS } from '../../smsc/script';
import { openLink, useSmpp } from '../../testing/smpp-link';
import { COMMAND, TAG } from './ids';
import { readIncoming } from './incoming';
import { readMessage } from './pdu-reader';
import { writePdu } from './pdu-writer';

const { bound } = useSmpp();

describe('a hostile carrier', () => {
  test.each(GARBAGE_KINDS)('that sends %s: the link works on, or closes and works again', async (kind) => {
    const { server, link } = await bound({}, { enquireLinkSeconds: 0.05, responseTimeoutSeconds: 0.1 });
    server.sendGarbage(kind);
    let outcome = await link.send();
    while (outcome.kind !== 'accepted') {
      await link.until(() => link.room() > 0);
      outcome = await link.send();
    }
    const id = outcome.carrierMessageId;
    await link.until(() => link.receipts.some(({ carrierMessageId }) => carrierMessageId === id));
  });

  test.each([
    ['huge_tlvs', { carrierMessageId: '0', status: 'delivered' }],
    ['garbage_receipt', { carrierMessageId: '', status: 'unknown' }],
    ['truncated', { raw: expect.stringMatching(/^\[truncated PDU\] id:1/) }],
  ] as const)('that sends %s: it is kept as a receipt with its raw text', async (kind, receipt) => {
    const { server, link } = await bound();
    server.sendGarbage(kind);
    await link.until(() => link.receipts.length === 1);
    expect(link.receipts[0]).toMatchObject(receipt);
    expect(link.receipts[0]?.raw?.length).toBeLessThanOrEqual(1_000);
    expect(link.status().state).toBe('bound');
  });

  test('that sends any octets, before the bind and after it, never ends the process', async () => {
    const octets = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      // The head of a PDU that exists, with any length, status and body.
      fc
        .tuple(fc.constantFrom(...Object.values(COMMAND)), fc.nat(200), fc.nat(3), fc.uint8Array({ maxLength: 200 }))
        .map(([commandId, length, status, body]) => head(commandId, length, status, body)),
    );
    await fc.assert(
      fc.asyncProperty(octets, fc.boolean(), async (garbage, isEarly) => {
        const server = net.createServer((socket) => {
          socket.on('error', () => {}).resume();
          if (isEarly) socket.end(Buffer.from(garbage));
          else socket.once('data', () => socket.end(Buffer.concat([bindResponse, Buffer.from(garbage)])));
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const link = openLink((server.address() as net.AddressInfo).port);
        await link.until(() => link.status().lastError !== null);
        await link.close();
        await new Promise((resolve) => server.close(resolve));
      }),
      { numRuns: 30 },
    );
  });
});

const bindResponse = writePdu('bind_transceiver_resp', 1, { system_id: 'x' });

function head(commandId: number, length: number, status: number, body: Uint8Array): Buffer {
  const octets = Buffer.alloc(16 + body.length);
  octets.writeUInt32BE(length < 20 ? length : octets.length, 0);
  octets.writeUInt32BE(commandId, 4);
  octets.writeUInt32BE(status, 8);
  octets.writeUInt32BE(1, 12);
  octets.set(body, 16);
  return octets;
}

describe('a deliver_sm', () => {
  const read = (fields: Record<string, unknown>) => {
    const body = writePdu('deliver_sm', 1, fields).subarray(16);
    return readIncoming(readMessage({ commandId: COMMAND.deliver_sm, status: 0, sequence: 1, body }), {
      defaultAlphabet: 'gsm',
    });
  };
  const text = 'id:77 sub:001 dlvrd:001 stat:DELIVRD err:000 text:';

  test.each([
    ['esm_class 0x04', { esm_class: 0x04, short_message: Buffer.from(text) }, '77', 'delivered'],
    [
      'an intermediate notification',
      { esm_class: 0x20, short_message: Buffer.from('id:77 stat:ENROUTE') },
      '77',
      'submitted',
    ],
    ['a TLV only', { receipted_message_id: '77', message_state: 2 }, '77', 'delivered'],
    ['its text in message_payload', { esm_class: 0x04, message_payload: Buffer.from(text) }, '77', 'delivered'],
    [
      'its text in UCS-2',
      { esm_class: 0x04, data_coding: 8, short_message: Buffer.from(text, 'utf16le').swap16() },
      '77',
      'delivered',
    ],
    [
      'its text in ASCII despite data_coding 8',
      { esm_class: 0x04, data_coding: 8, short_message: Buffer.from(text) },
      '77',
      'delivered',
    ],
    ['a state that is not known', { esm_class: 0x04, short_message: Buffer.from('id:77 stat:ODD') }, '77', 'submitted'],
    ['a text that is none', { esm_class: 0x04, short_message: Buffer.from('garbage') }, '', 'unknown'],
    ['the reply path bit as well', { esm_class: 0x84, short_message: Buffer.from(text) }, '77', 'delivered'],
  ])('is a receipt with %s', (_, fields, carrierMessageId, status) => {
    expect(read(fields)).toMatchObject({ kind: 'receipt', receipt: { carrierMessageId, status } });
  });

  test('is a message when only its text looks like a receipt: a phone can send that', () => {
    expect(read({ short_message: Buffer.from(text) })).toMatchObject({ kind: 'message', message: { text } });
  });

  test('of any fields and octets is read as something that can be stored', () => {
    const fields = fc.record({
      esm_class: fc.nat(255),
      data_coding: fc.nat(255),
      short_message: fc.uint8Array({ maxLength: 254 }).map((octets) => Buffer.from(octets)),
      source_addr: fc.string({ maxLength: 20 }),
    });
    const tlvs = fc.array(
      fc.record({ tag: fc.constantFrom(...Object.values(TAG), 0x1400), value: fc.uint8Array({ maxLength: 40 }) }),
    );
    fc.assert(
      fc.property(fields, tlvs, (values, custom) => {
        const extra = custom.map(({ tag, value }) => ({ tag, value: Buffer.from(value) }));
        const body = writePdu('deliver_sm', 1, values, extra).subarray(16);
        const pdu = readMessage({ commandId: COMMAND.deliver_sm, status: 0, sequence: 1, body });
        expect(JSON.stringify(readIncoming(pdu, { defaultAlphabet: 'gsm' }))).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
    );
  });
});
