import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { COMMAND } from './ids';
import { type Pdu, PduFramer } from './pdu-framer';
import { writePdu } from './pdu-writer';
import { SmppSession } from './session';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A session whose peer answers each PDU with `answer`. `arrived` resolves with the first PDU that the session passes on. */
async function sessionWith(answer: (pdu: Pdu) => Buffer | null) {
  const server = net.createServer((socket) => {
    const framer = new PduFramer();
    socket.on('error', () => {});
    socket.on('data', (chunk) => framer.push(chunk, (pdu) => void socket.write(answer(pdu) ?? Buffer.alloc(0))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  let session: SmppSession | undefined;
  const closed = new Promise<string>((resolve) => {
    ends.push(async () => {
      socket.destroy();
      await new Promise((done) => server.close(done));
    });
    session = new SmppSession(socket, { onPdu: () => pass(), onClosed: ({ code }) => resolve(code) });
  });
  let pass = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    pass = resolve;
  });
  if (!session) throw new Error('no session');
  return { session, arrived, closed };
}

const now = () => performance.now();

test('an enquire_link that is answered with a wrong sequence number shows that the peer lives', async () => {
  const { session, arrived } = await sessionWith((pdu) => writePdu('enquire_link_resp', pdu.sequence + 1_000));
  session.enquire(now(), 1);
  const strict = session.request('enquire_link', {}, 1);
  await arrived;
  session.tick(now() + 1_000);
  expect(session.isOpen).toBe(true);
  await expect(strict).rejects.toMatchObject({ code: 'response_timeout' });
});

test('a peer that sends nothing is dead after the timeout, not before', async () => {
  const { session, closed } = await sessionWith(() => null);
  const sentAt = now();
  session.enquire(sentAt, 1_000);
  session.tick(sentAt + 999);
  expect(session.isOpen).toBe(true);
  session.tick(sentAt + 1_000);
  expect(session.isOpen).toBe(false);
  expect(await closed).toBe('response_timeout');
});

test('while the connection is not read, the peer is not dead', async () => {
  const { session } = await sessionWith(() => null);
  session.enquire(now(), 1);
  session.socket.pause();
  session.tick(now() + 60_000);
  expect(session.isOpen).toBe(true);
});

test('sequence numbers count from 1', async () => {
  const { session } = await sessionWith(() => null);
  expect([session.nextSequence(), session.nextSequence()]).toEqual([1, 2]);
});

test('a command that is not known is refused, a response that is not known is not', async () => {
  const seen: number[] = [];
  const { session, closed } = await sessionWith((pdu) => {
    seen.push(pdu.commandId);
    if (pdu.commandId === COMMAND.enquire_link) return Buffer.concat([unknown(0x999), unknown(0x80000999)]);
    return writePdu('unbind', 9);
  });
  session.enquire(now(), 1_000);
  expect(await closed).toBe('unbind');
  expect(seen.slice(0, 2)).toEqual([COMMAND.enquire_link, COMMAND.generic_nack]);
});

function unknown(commandId: number): Buffer {
  const octets = writePdu('enquire_link', 5);
  octets.writeUInt32BE(commandId, 4);
  return octets;
}
