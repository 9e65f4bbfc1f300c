import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { submission } from '../../testing/smpp-link';
import { LinkError } from './link-error';
import { SmppSession } from './session';
import { smppSettingsSchema } from './settings';
import { Submitter } from './submitter';
import { LINK_TIMINGS } from './timings';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A submitter on a connection to a server that reads and never answers. */
async function connected(settings: Record<string, unknown> = {}) {
  const server = net.createServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  ends.push(async () => {
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const parsed = smppSettingsSchema.parse({ host: 'h', systemId: 's', ...settings });
  const hooks = { onRoom() {}, onPause() {}, onRefusal() {} };
  const submitter = new Submitter(parsed, null, LINK_TIMINGS, hooks);
  const session = new SmppSession(socket, { onPdu() {}, onClosed: (error) => submitter.detach(error) });
  submitter.attach(session);
  return { session, submitter };
}

const cut = new LinkError('ECONNRESET', 'cut');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a message that was not written before the link was cut was certainly not taken', async () => {
  const { session, submitter } = await connected();
  const outcome = submitter.submit(submission(), new AbortController().signal);
  session.destroy(cut);
  expect(await outcome).toEqual({ kind: 'throttled', retryAfterMs: LINK_TIMINGS.linkRetryMs, detail: 'cut' });
});

test('one that was written may have been taken', async () => {
  const { session, submitter } = await connected();
  const written = submitter.submit(submission(), new AbortController().signal);
  await turn();
  const waiting = submitter.submit(submission(), new AbortController().signal);
  session.destroy(cut);
  expect(await written).toEqual({ kind: 'unknown', reason: 'cut' });
  expect(await waiting).toMatchObject({ kind: 'throttled' });
});

test('of a message in parts, those that were written decide', async () => {
  const { session, submitter } = await connected({ window: 2 });
  const outcome = submitter.submit(submission({ text: 'x'.repeat(400) }), new AbortController().signal);
  await turn();
  session.destroy(cut);
  expect(await outcome).toEqual({ kind: 'unknown', reason: 'cut', parts: [] });
});

test('thousands of messages with one signal need one listener', async () => {
  const { submitter } = await connected({ window: 1_000 });
  const abort = new AbortController();
  let listeners = 0;
  const add = abort.signal.addEventListener.bind(abort.signal);
  abort.signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  const outcomes = Array.from({ length: 3_000 }, () => submitter.submit(submission(), abort.signal));
  abort.abort();
  const kinds = (await Promise.all(outcomes)).map(({ kind }) => kind);
  expect(listeners).toBe(1);
  expect([kinds.filter((kind) => kind === 'unknown').length, kinds.length]).toEqual([1_000, 3_000]);
  expect(submitter.windowUsed).toBe(0);
});
