import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND, STATUS } from '../carriers/smpp/ids';
import { type Pdu, PduFramer } from '../carriers/smpp/pdu-framer';
import { writePdu } from '../carriers/smpp/pdu-writer';
import { canonicalCarrierId, receiptIdCandidates } from '../carriers/smpp/receipt-ids';
import { useSmpp } from '../testing/smpp-link';

const { smsc, link: linkTo, bound } = useSmpp();

describe('receipts', () => {
  test.each([
    ['decimal', 'hex'],
    ['hex', 'decimal'],
    ['hex', 'upper'],
    ['decimal', 'padded'],
    ['uuid', 'upper'],
    ['uuid', 'same'],
  ] as const)('of %s ids as %s find their message', async (messageIds, ids) => {
    const { link } = await bound({ messageIds, receipts: { ids } });
    const outcome = await link.send();
    await link.until(() => link.receipts.length === 1);
    const id = outcome.kind === 'accepted' ? outcome.carrierMessageId : '';
    const shown = link.receipts[0]?.carrierMessageId ?? '';
    if (ids !== 'same') expect(shown).not.toBe(id);
    expect(receiptIdCandidates(shown, 'auto').map(canonicalCarrierId)).toContain(canonicalCarrierId(id));
  });

  test.each([
    ['text', null],
    ['tlv', /^\[receipted_message_id \d+\] \[message_state 2\]$/],
    ['both', /^id:.* \[message_state 2\]$/],
  ] as const)('have the form %s', async (form, raw) => {
    const { link } = await bound({ receipts: { form } });
    await link.send();
    await link.until(() => link.receipts.length === 1);
    expect(link.receipts[0]?.status).toBe('delivered');
    expect(link.receipts[0]?.raw).toMatch(raw ?? /^id:[^[]*$/);
  });

  test('come before the answer, twice, and out of order', async () => {
    const order: string[] = [];
    const sinks = {
      receipts: async (values: { status: string }[]) => void order.push(...values.map(({ status }) => status)),
    };
    const receipts = { early: 1, duplicate: 1, outOfOrder: 1 };
    const { link } = await bound({ answers: { delayMs: 20 }, receipts }, { sinks });
    await link.send().then(() => order.push('answer'));
    await link.until(() => link.receipts.length === 3);
    expect(order).toEqual(['delivered', 'answer', 'delivered', 'submitted']);
  });

  test('have states by weight and by recipient, and some are missing', async () => {
    const rules = [
      { to: '1$', state: 'UNDELIV' as const },
      { to: '2$', state: null },
    ];
    const { server, link } = await bound({ receipts: { states: { EXPIRED: 1, DELIVRD: 0 }, rules } });
    for (const digit of [1, 2, 3]) await link.send({ recipient: `+3725555000${digit}` });
    await link.until(() => link.receipts.length === 2);
    expect(link.receipts.map(({ recipient, status }) => [recipient, status])).toEqual([
      ['+37255550001', 'undelivered'],
      ['+37255550003', 'expired'],
    ]);
    expect(server.stats.receiptsSent).toBe(2);
  });

  test('that were not acknowledged before a disconnect are sent again', async () => {
    let store = (): void => {};
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    const { server, link } = await bound({}, { sinks: { receipts: () => stored } });
    await link.send();
    await link.until(() => link.status().receiptsIn === 1);
    server.disconnectAll();
    await link.until(() => link.status().state === 'down');
    store();
    await link.until(() => link.receipts.length === 2);
    expect(server.stats).toMatchObject({ receiptsSent: 1, deliveriesRepeated: 1 });
  });

  test('are held during a gap', async () => {
    const { server, link } = await bound({ receipts: { gap: { everySeconds: 0.01, seconds: 600 } } });
    while (server.stats.submits - server.stats.receiptsSent < 5) await link.send();
    const { receiptsSent } = server.stats;
    for (let i = 0; i < 5; i++) await link.send();
    expect(server.stats.receiptsSent).toBe(receiptsSent);
  });

  test('use the template', async () => {
    const { link } = await bound({ receipts: { form: 'text', template: 'Id: {id} Stat: {stat} Error: {err}' } });
    await link.send();
    await link.until(() => link.receipts.length === 1);
    expect(link.receipts[0]?.raw).toMatch(/^Id: \d+ Stat: DELIVRD Error: 000$/);
  });
});

describe('answers', () => {
  test('throttle above the rate', async () => {
    const { server, link } = await bound({ answers: { throttleAbovePerSecond: 2 } });
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => link.send()));
    expect(outcomes.filter(({ kind }) => kind === 'throttled').length).toBeGreaterThan(0);
    expect(server.stats.throttled + server.stats.accepted).toBe(5);
  });

  test('refuse by recipient and by share, the same way for the same seed', async () => {
    const errors = [{ status: 'ESME_RINVDSTADR', share: 0.5 }];
    const kinds = async () => {
      const { link } = await bound({ seed: 7, answers: { errors } });
      const outcomes = [];
      for (let i = 0; i < 10; i++) outcomes.push((await link.send()).kind);
      return outcomes;
    };
    const first = await kinds();
    expect(new Set(first)).toEqual(new Set(['accepted', 'rejected']));
    expect(await kinds()).toEqual(first);
  });
});

test('messages from phones come once, after their time', async () => {
  const inbound = [{ from: '+37255550001', to: '12345', text: 'Привет', afterMs: 1 }];
  const { link } = await bound({ inbound });
  await link.until(() => link.received.length === 1);
  expect(link.received[0]).toMatchObject({
    from: '+37255550001',
    to: '12345',
    text: 'Привет',
    encoding: 'ucs2',
    part: null,
  });
});

test('submissions are logged as lines of JSON', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smsc-log-'));
  const logFile = path.join(folder, 'log');
  const server = await smsc({ answers: { errors: [{ status: 8, to: '9$' }] } }, { logFile });
  const link = linkTo(server.port);
  await link.bound();
  const outcome = await link.send({ text: 'Grüße' });
  await link.send({ recipient: '+37255550009' });
  await link.close();
  await server.stop();
  const lines = fs.readFileSync(logFile, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      id: outcome.kind === 'accepted' && outcome.carrierMessageId,
      status: 0,
      to: '37255555555',
      from: 'Postern',
      text: 'Grüße',
    },
    { id: null, status: 8, to: '37255550009' },
  ]);
  fs.rmSync(folder, { recursive: true });
});

test('a peer must bind before it submits', async () => {
  const server = await smsc();
  const socket = net.connect(server.port, '127.0.0.1');
  const answered = new Promise<Pdu>((resolve) => {
    const framer = new PduFramer();
    socket.on('data', (chunk) => framer.push(chunk, resolve));
  });
  socket.write(writePdu('submit_sm', 7, { destination_addr: '1' }));
  expect(await answered).toMatchObject({ commandId: COMMAND.submit_sm_resp, sequence: 7, status: STATUS.not_bound });
  expect(server.stats).toMatchObject({ connections: 1, binds: 0, submits: 0 });
});

describe('disconnects', () => {
  test('come after so many PDUs, and every message has an outcome', async () => {
    const { server, link } = await bound({ disconnect: { afterPdus: 20 } });
    let accepted = 0;
    while (accepted < 60) {
      await link.until(() => link.room() > 0);
      if ((await link.send()).kind === 'accepted') accepted++;
    }
    await link.until(() => link.receipts.length >= 60);
    expect(server.stats.disconnects).toBeGreaterThan(2);
  });
});
