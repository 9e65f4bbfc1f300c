import { describe, expect, test } from 'vitest';
import { submission, useSmpp } from '../../testing/smpp-link';

const { bound, link, smsc } = useSmpp();

describe('an SMPP link', () => {
  test.each(['transceiver', 'transmitter_receiver'])(
    'submits a message as %s and passes its receipt on',
    async (bindMode) => {
      const { link } = await bound({}, { settings: { bindMode } });
      const outcome = await link.send({ recipient: '+37255550001' });
      expect(outcome).toEqual({ kind: 'accepted', carrierMessageId: expect.stringMatching(/^\d+$/) });
      await link.until(() => link.receipts.length === 1);
      expect(link.receipts[0]).toMatchObject({
        carrierMessageId: outcome.kind === 'accepted' && outcome.carrierMessageId,
        status: 'delivered',
        errorCode: null,
        recipient: '+37255550001',
        raw: expect.stringContaining('stat:DELIVRD'),
      });
      expect(link.status()).toMatchObject({
        state: 'bound',
        submitted: 1,
        receiptsIn: 1,
        windowUsed: 0,
        lastError: null,
      });
    },
  );

  test('has as much room as its window', async () => {
    const { link } = await bound({ answers: { lost: 1 } }, { settings: { window: 3 } });
    expect(link.room()).toBe(3);
    void link.send();
    expect([link.room(), link.status().windowUsed]).toEqual([2, 1]);
    for (let i = 0; i < 4; i++) void link.send();
    expect([link.room(), link.status().windowUsed]).toEqual([0, 3]);
  });

  test('acknowledges a receipt only once it is stored', async () => {
    let store = (): void => {};
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    const { server, link } = await bound({}, { sinks: { receipts: () => stored } });
    await link.send();
    await link.until(() => link.status().receiptsIn === 1);
    // The answer to a later submission comes after any acknowledgment that was sent before.
    await link.send();
    expect(server.stats.receiptsAcknowledged).toBe(0);
    store();
    await link.until(() => link.receipts.length === 2);
    await link.send();
    expect(server.stats.receiptsAcknowledged).toBeGreaterThanOrEqual(1);
  });

  test('refuses a receipt that could not be stored for now, and the carrier repeats it', async () => {
    let failures = 2;
    const receipts = async () => {
      if (failures-- > 0) throw new Error('The database is down.');
    };
    const { server, link } = await bound({ repeatAfterMs: 1 }, { sinks: { receipts } });
    await link.send();
    await link.until(() => link.receipts.length === 1);
    expect(server.stats.deliveriesRefused).toBe(2);
  });

  test('stores what arrives while it stores together', async () => {
    const sizes: number[] = [];
    let release = (): void => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const receipts = async (values: unknown[]) => {
      sizes.push(values.length);
      if (sizes.length === 1) await first;
    };
    const { link } = await bound({}, { sinks: { receipts } });
    await link.send();
    await link.until(() => sizes.length === 1 || link.status().receiptsIn === 1);
    await Promise.all(Array.from({ length: 8 }, () => link.send()));
    await link.until(() => link.status().receiptsIn === 9);
    release();
    await link.until(() => link.receipts.length === 9);
    expect(sizes).toEqual([1, 8]);
  });

  test.each(['udh8', 'udh16', 'sar', 'payload'] as const)(
    'passes on a long message from a phone as %s',
    async (form) => {
      const { server, link } = await bound();
      const text = 'Ä long message. '.repeat(20);
      server.sendInbound({ from: '+37255550001', to: '12345', text, form });
      const parts = form === 'payload' ? 1 : 3;
      await link.until(() => link.received.length === parts);
      const reference = link.received[0]?.part?.reference;
      expect(link.received.map(({ text }) => text).join('')).toBe(text);
      expect(link.received[0]).toMatchObject({
        from: '+37255550001',
        to: '12345',
        encoding: 'gsm7',
        carrierMessageId: null,
      });
      expect(link.received.map(({ part }) => part)).toEqual(
        form === 'payload' ? [null] : [1, 2, 3].map((number) => ({ reference, number, total: 3 })),
      );
    },
  );

  test('waits for answers when it is closed, and unbinds', async () => {
    const { server, link } = await bound({ answers: { delayMs: 50 } });
    const outcome = link.send();
    await link.close();
    expect(await outcome).toMatchObject({ kind: 'accepted' });
    expect([link.status().state, link.room(), server.sessions()]).toEqual(['closed', 0, []]);
    expect(await link.send()).toMatchObject({ kind: 'throttled' });
  });

  test('takes no more messages while it waits for answers', async () => {
    const { link } = await bound({ answers: { delayMs: 50 } });
    const outcome = link.send();
    const closed = link.close();
    expect([link.room(), await link.send()]).toMatchObject([0, { kind: 'throttled' }]);
    await closed;
    expect(await outcome).toMatchObject({ kind: 'accepted' });
  });

  test('closes while it connects, and twice', async () => {
    const server = await smsc();
    const opened = link(server.port);
    await Promise.all([opened.close(), opened.close()]);
    expect(opened.status().state).toBe('closed');
  });

  test('keeps to its rate', async () => {
    const slow = await bound({}, { ratePerSecond: 0.001 });
    expect(slow.link.room()).toBe(1);
    expect(await slow.link.send()).toMatchObject({ kind: 'accepted' });
    expect(slow.link.room()).toBe(0);
    const { link } = await bound({}, { ratePerSecond: 50 });
    for (let i = 0; i < 3; i++) {
      await link.until(() => link.room() >= 1);
      expect(await link.send()).toMatchObject({ kind: 'accepted' });
    }
  });

  test('stops waiting when the signal aborts: what was sent is unknown, the rest is not taken', async () => {
    const { link } = await bound({ answers: { lost: 1 } }, { settings: { window: 1 } });
    const abort = new AbortController();
    const outcomes = [link.submit(submission(), abort.signal), link.submit(submission(), abort.signal)];
    abort.abort();
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['unknown', 'throttled']);
    expect(await link.submit(submission(), abort.signal)).toMatchObject({ kind: 'throttled' });
  });
});
