import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { type LinkOfTest, openLink } from '../../testing/smpp-link';
import { canonicalCarrierId, receiptIdCandidates } from './receipt-ids';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function link(port: number, options: Parameters<typeof openLink>[1] = {}): LinkOfTest {
  const opened = openLink(port, options);
  ends.push(() => opened.close());
  return opened;
}

/** The server of npm smpp, whose own decoder reads what we write. */
type NpmPdu = {
  command: string;
  short_message: { message: string; udh?: Buffer[] };
  [field: string]: unknown;
  response(fields?: object): unknown;
};
type NpmSession = {
  on(event: string, listener: (pdu: NpmPdu) => void): void;
  send(pdu: unknown): void;
  deliver_sm(fields: object, onResponse: (pdu: { command_status: number }) => void): void;
};
const npmSmpp = createRequire(import.meta.url)('smpp') as {
  createServer(listener: (session: NpmSession) => void): net.Server;
};

async function npmServer(onSubmit: (pdu: NpmPdu, session: NpmSession) => void): Promise<number> {
  const server = npmSmpp.createServer((session) => {
    session.on('error', () => {});
    for (const command of ['bind_transceiver', 'enquire_link', 'unbind']) {
      session.on(command, (pdu) => session.send(pdu.response()));
    }
    session.on('submit_sm', (pdu) => onSubmit(pdu, session));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

describe('the server of npm smpp', () => {
  test('reads what the link writes, and its receipts are read', async () => {
    const pdus: NpmPdu[] = [];
    const responses: number[] = [];
    let responded = (): void => {};
    const port = await npmServer((pdu, session) => {
      pdus.push(pdu);
      session.send(pdu.response({ message_id: 'A1' }));
      session.deliver_sm(
        {
          source_addr: pdu.destination_addr,
          source_addr_ton: 1,
          esm_class: 4,
          short_message: 'id:a1 stat:UNDELIV err:027',
          receipted_message_id: 'A1',
          message_state: 5,
        },
        ({ command_status }) => {
          responses.push(command_status);
          responded();
        },
      );
    });
    const opened = link(port, {
      settings: { serviceType: 'VMA', validity: 'relative', customTlvs: [{ tag: 0x1400, value: 'x' }] },
    });
    await opened.bound();
    const outcome = await opened.send({ text: 'Grüße [€]', sender: '+37255550000', priority: 2 });
    expect(outcome).toEqual({ kind: 'accepted', carrierMessageId: 'A1' });
    await new Promise<void>((resolve) => {
      responded = resolve;
      if (responses.length > 0) resolve();
    });
    expect(responses).toEqual([0]);
    expect(opened.receipts).toMatchObject([
      { carrierMessageId: 'A1', status: 'undelivered', errorCode: 'absent_subscriber', recipient: '+37255555555' },
    ]);
    expect(pdus[0]).toMatchObject({
      ...{ source_addr_ton: 1, source_addr_npi: 1, source_addr: '37255550000', service_type: 'VMA' },
      ...{ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '37255555555' },
      ...{ esm_class: 0, priority_flag: 1, registered_delivery: 1, data_coding: 0, validity_period: expect.any(Date) },
      short_message: { message: 'Grüße [€]' },
      5120: Buffer.from('x'),
    });
  });

  test('joins the parts of a long message', async () => {
    const pdus: NpmPdu[] = [];
    const port = await npmServer((pdu, session) => {
      pdus.push(pdu);
      session.send(pdu.response({ message_id: `id${pdus.length}` }));
    });
    const opened = link(port);
    await opened.bound();
    const text = '€uro '.repeat(80);
    const outcome = await opened.send({ text });
    expect(outcome).toEqual({
      kind: 'accepted',
      carrierMessageId: 'id1',
      parts: pdus.map((_, index) => ({ part: index + 1, carrierMessageId: `id${index + 1}` })),
    });
    expect(pdus.map(({ short_message }) => short_message.message).join('')).toBe(text);
    expect(pdus.map(({ short_message }) => short_message.udh?.[0]?.subarray(3))).toEqual(
      pdus.map((_, index) => Buffer.from([pdus.length, index + 1])),
    );
  });
});

const hasNetSmpp = spawnSync('perl', ['-MNet::SMPP', '-e', '1']).status === 0;

/** Skipped without Perl's Net::SMPP (Debian: libnet-smpp-perl). */
describe.skipIf(!hasNetSmpp)('the server of Perl’s Net::SMPP', () => {
  test('takes messages, and its receipts find them', async () => {
    const script = path.join(import.meta.dirname, 'testing/net-smpp.pl');
    const child = spawn('perl', [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    ends.push(() => child.kill());
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const line = async () => String((await lines.next()).value);
    const port = Number((await line()).replace('port ', ''));
    const opened = link(port);
    await opened.bound();

    const outcome = await opened.send({ text: 'Hi @ [x]', sender: 'Postern' });
    expect(await line()).toBe('submit 5 Postern 37255555555 0 0 48692000201b3c781b3e');
    expect(outcome).toEqual({ kind: 'accepted', carrierMessageId: 'ABCDEF00' });
    await opened.until(() => opened.receipts.length === 1);
    expect(opened.receipts[0]).toMatchObject({ carrierMessageId: '2882400000', status: 'delivered' });
    const candidates = receiptIdCandidates('2882400000', 'auto').map(canonicalCarrierId);
    expect(candidates).toContain(canonicalCarrierId('ABCDEF00'));
    expect(await line()).toBe('acknowledged 0');
  });
});
