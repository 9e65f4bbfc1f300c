import { describe, expect, test } from 'vitest';
import { useSmpp } from '../../testing/smpp-link';

const { bound, link, smsc } = useSmpp();

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
    await smsc({}, { port });
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

  test('is one whose carrier does not know the bind any more', async () => {
    const { server, link } = await bound({ answers: { errors: [{ status: 'ESME_RINVBNDSTS', to: '1$' }] } });
    expect(await link.send({ recipient: '+37255550001' })).toMatchObject({ kind: 'throttled' });
    await link.bound();
    expect(server.stats.binds).toBe(2);
    expect(await link.send()).toMatchObject({ kind: 'accepted' });
  });

  test('passes a message on once that was stored when it was lost, and acknowledges the repetition', async () => {
    let store = (): void => {};
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    let calls = 0;
    const received = () => {
      calls++;
      return stored;
    };
    const { server, link } = await bound({}, { sinks: { received } });
    server.sendInbound({ from: '+37255550001', to: '12345', text: 'Yes' });
    // The answer to a submission comes after the message.
    await link.send();
    await link.until(() => calls === 1);
    server.disconnectAll();
    await link.until(() => link.status().state === 'down');
    store();
    await link.bound();
    await link.send();
    await link.send();
    expect([calls, link.received.length, server.stats.inboundAcknowledged]).toEqual([1, 1, 1]);
    server.sendInbound({ from: '+37255550001', to: '12345', text: 'Yes' });
    await link.until(() => link.received.length === 2);
  });

  test('is one that the carrier unbinds', async () => {
    const { server, link } = await bound({ disconnect: { how: 'unbind' } });
    server.disconnectAll();
    await link.until(() => link.status().lastError !== null);
    expect(link.status().lastError).toMatchObject({ code: 'unbind' });
    await link.bound();
  });
});
