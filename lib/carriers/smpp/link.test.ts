import { afterEach, describe, expect, test } from 'vitest';
import type { SmscScriptInput } from '../../smsc/script';
import { type Smsc, startSmsc } from '../../smsc/server';
import { type LinkOfTest, openLink, submission } from '../../testing/smpp-link';
import { TEST_CERTIFICATE } from '../../testing/tls-certificate';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function smsc(script: SmscScriptInput = {}): Promise<Smsc> {
  const server = await startSmsc(script);
  ends.push(() => server.stop());
  return server;
}

function link(...args: Parameters<typeof openLink>): LinkOfTest {
  const opened = openLink(...args);
  ends.push(() => opened.close());
  return opened;
}

async function bound(script: SmscScriptInput = {}, options: Parameters<typeof openLink>[1] = {}) {
  const server = await smsc(script);
  const opened = link(server.port, options);
  await opened.bound();
  return { server, link: opened };
}

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

  test('closes while it connects, and twice', async () => {
    const server = await smsc();
    const opened = openLink(server.port);
    await Promise.all([opened.close(), opened.close()]);
    expect(opened.status().state).toBe('closed');
  });

  test('keeps to its rate', async () => {
    const { link } = await bound({}, { ratePerSecond: 20 });
    expect(link.room()).toBe(1);
    expect(await link.send()).toMatchObject({ kind: 'accepted' });
    expect(link.room()).toBe(0);
    await link.until(() => link.room() === 1);
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

describe('a refused message', () => {
  test.each([
    ['ESME_RINVDSTADR', 'rejected', { errorCode: 'invalid_recipient' }],
    ['ESME_RSUBMITFAIL', 'rejected', { errorCode: 'rejected_by_carrier' }],
    ['0x0432', 'rejected', { errorCode: 'rejected_by_carrier', detail: expect.stringContaining('0x00000432') }],
    ['ESME_RSYSERR', 'throttled', { retryAfterMs: 1_000 }],
    ['ESME_RTHROTTLED', 'throttled', {}],
    ['ESME_RMSGQFUL', 'throttled', {}],
  ])('with %s is %s', async (status, kind, fields) => {
    const { link } = await bound({ answers: { errors: [{ status }] } });
    expect(await link.send()).toMatchObject({ kind, ...fields });
    expect(link.status().lastError?.message).toMatch(/0x0/);
  });

  test('has the effect that the operator chose for the status', async () => {
    const commandStatus = { '0x45': 'retry', '88': 'reject', '0x0B': 'throttle' };
    const errors = [
      { status: '0x45', to: '1$' },
      { status: 'ESME_RTHROTTLED', to: '2$' },
    ];
    const { link } = await bound({ answers: { errors } }, { settings: { commandStatus } });
    expect(await link.send({ recipient: '+37255550001' })).toMatchObject({ kind: 'throttled' });
    expect(await link.send({ recipient: '+37255550002' })).toMatchObject({ kind: 'rejected' });
    expect(link.status().state).toBe('bound');
  });

  test('that cannot be written is rejected', async () => {
    const { link } = await bound();
    expect(await link.send({ sender: 'Ωμέγα' })).toMatchObject({ kind: 'rejected', errorCode: 'rejected_by_carrier' });
  });

  test('pauses the link when the carrier throttles, with a growing pause', async () => {
    const { server, link } = await bound({ answers: { errors: [{ status: 'ESME_RTHROTTLED' }] } });
    const first = await link.send();
    expect([link.status().state, link.room()]).toEqual(['throttled', 0]);
    await link.until(() => link.room() > 0);
    const second = await link.send();
    await link.bound();
    expect([first, second]).toMatchObject([{ kind: 'throttled' }, { kind: 'throttled' }]);
    expect([link.status().throttles, server.stats.submits]).toEqual([2, 2]);
  });
});

describe('a link that is lost', () => {
  test('leaves unknown what was sent, and connects again', async () => {
    const { server, link } = await bound({ answers: { lost: 1 } }, { settings: { window: 1 } });
    const [sent, waiting] = [link.send(), link.send()];
    await link.until(() => link.status().windowUsed === 1);
    // The first has left once a later PDU is answered.
    server.sendInbound({ from: '1', to: '2', text: 'x' });
    await link.until(() => link.received.length === 1);
    server.disconnectAll();
    expect(await sent).toMatchObject({ kind: 'unknown' });
    expect(await waiting).toMatchObject({ kind: 'throttled', retryAfterMs: 1_000 });
    await link.bound();
    expect(server.stats.binds).toBe(2);
  });

  test('takes nothing until it is bound again', async () => {
    const server = await smsc();
    const { port } = server;
    await server.stop();
    const opened = link(port);
    await opened.until(() => opened.status().state === 'down');
    expect(opened.room()).toBe(0);
    expect(await opened.send()).toMatchObject({ kind: 'throttled', detail: expect.stringContaining('refuses') });
    expect(opened.status().lastError).toMatchObject({ code: 'ECONNREFUSED' });
    const again = await startSmsc({}, { port });
    ends.unshift(() => again.stop());
    await opened.bound();
    expect(await opened.send()).toMatchObject({ kind: 'accepted' });
  });

  test('is one whose peer does not answer enquire_link', async () => {
    const server = await smsc();
    const { port } = server;
    const opened = link(port, { enquireLinkSeconds: 0.02, responseTimeoutSeconds: 0.05 });
    await opened.bound();
    for (const session of server.sessions()) session.socket.pause();
    await opened.until(() => opened.status().state === 'down');
    expect(opened.status().lastError).toMatchObject({ code: 'response_timeout' });
    await opened.bound();
  });

  test('answers enquire_link of the carrier', async () => {
    const { server } = await bound();
    const [session] = server.sessions();
    expect(await session?.request('enquire_link', {}, 1_000)).toMatchObject({ status: 0 });
  });

  test('keeps the link when single answers are lost', async () => {
    const { link } = await bound({ answers: { lost: 1 } }, { responseTimeoutSeconds: 0.03 });
    expect(await link.send()).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('did not answer') });
    expect([link.status().state, link.status().windowUsed]).toEqual(['bound', 0]);
  });

  test('is one that the carrier unbinds', async () => {
    const { server, link } = await bound({ disconnect: { how: 'unbind' } });
    server.disconnectAll();
    await link.until(() => link.status().lastError !== null);
    expect(link.status().lastError).toMatchObject({ code: 'unbind' });
    await link.bound();
  });
});

describe('a bind that fails', () => {
  test.each([
    ['a wrong password', { password: 'other' }, {}, 'ESME_RINVPASWD', 'password is wrong'],
    ['an unknown system id', { systemId: 'other' }, {}, 'ESME_RINVSYSID', 'does not know the system id'],
    ['too many binds', { refuseBinds: { status: 'ESME_RALYBND', share: 1 } }, {}, 'ESME_RALYBND', 'already bound'],
    ['no DNS name', {}, { host: 'smsc.invalid' }, /ENOTFOUND|EAI_AGAIN/, /host name|DNS/],
    ['TLS on a plain port', {}, { tls: { enabled: true } }, /ERR_SSL|EPROTO|ECONNRESET|response_timeout/, /TLS/],
  ] as const)('says so in words: %s', async (_, script, settings, code, words) => {
    const server = await smsc(script);
    const opened = link(server.port, { settings, responseTimeoutSeconds: 1 });
    await opened.until(() => opened.status().state === 'down');
    expect(opened.status().lastError).toMatchObject({
      code: expect.stringMatching(code),
      message: expect.stringMatching(words),
    });
  });

  test('is tried again', async () => {
    const server = await smsc({ refuseBinds: { status: 'ESME_RBINDFAIL', first: 3 } });
    await link(server.port).bound();
    expect(server.stats).toMatchObject({ bindsRefused: 3, binds: 1 });
  });
});

describe('a link with TLS', () => {
  const { cert, key, fingerprint256 } = TEST_CERTIFICATE;
  const other = fingerprint256.replace(/^../, (first) => (first === '00' ? '01' : '00'));

  test.each([
    ['its own CA and the name', { ca: cert, serverName: 'smsc.test' }, null],
    ['a pinned certificate', { fingerprint256 }, null],
    [
      'a pin in small letters without colons',
      { fingerprint256: fingerprint256.toLowerCase().replaceAll(':', '') },
      null,
    ],
    ['neither', {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['a CA and another name', { ca: cert }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another pin', { fingerprint256: other }, 'certificate_pin'],
    ['a CA and another pin', { ca: cert, serverName: 'smsc.test', fingerprint256: other }, 'certificate_pin'],
  ])('and %s', async (_, tls, code) => {
    const server = await smsc({ tls: { cert, key } });
    const opened = link(server.port, { settings: { tls: { enabled: true, ...tls } } });
    await opened.until(() => ['bound', 'down'].includes(opened.status().state));
    expect(opened.status().lastError?.code ?? null).toBe(code);
    if (code === null) expect(await opened.send()).toMatchObject({ kind: 'accepted' });
  });
});
