// Messages through an SMSC that does everything wrong, with one SIGKILL of the worker, and an account of every message.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { SmscScriptInput } from '@/lib/smsc/script';
import { withInstallation } from './installed';
import { makeSender } from './queue-part';
import { seedQueuedMessages } from './seed';
import { connectCarriers, startSmscProcess } from './smsc';
import { messagesOf, progressOf, type StoredMessage } from './tables';

const POLL_MS = 500;
/** Nothing became final for this long: what is left is lost. */
const STUCK_MS = 180_000;
const WINDOW = 50;

/** Recipients that end with 9 are not reachable. */
const SCRIPT: SmscScriptInput = {
  messageIds: 'hex',
  answers: {
    delayMs: [0, 20],
    lost: 0.0005,
    errors: [
      { status: 'ESME_RTHROTTLED', share: 0.002 },
      { status: 'ESME_RSYSERR', share: 0.002 },
    ],
  },
  receipts: {
    delayMs: [0, 3_000],
    ids: ['same', 'decimal', 'padded', 'upper', 'lower'],
    rules: [{ to: '9$', state: 'UNDELIV' }],
    early: 0.1,
    duplicate: 0.1,
    outOfOrder: 0.1,
    gap: { everySeconds: 15, seconds: 3 },
  },
  disconnect: { everySeconds: 4 },
  garbage: [
    { kind: 'garbage_receipt', everySeconds: 5 },
    { kind: 'unknown_command', everySeconds: 7 },
    { kind: 'truncated', everySeconds: 11 },
    { kind: 'false_length', everySeconds: 31 },
  ],
};

const recipientOf = (index: number) => `+3725${String(index).padStart(7, '0')}`;
const expectedStatus = (recipient: string) => (recipient.endsWith('9') ? 'undelivered' : 'delivered');

/** Sends `count` messages and accounts for each by the SMSC's log. */
export async function benchHostile(count: number, dir: string): Promise<void> {
  const log = path.join(dir, 'hostile.log');
  const smsc = await startSmscProcess(dir, SCRIPT, log);
  try {
    await withInstallation(dir, 'hostile', async ({ product, client }) => {
      const settings = { window: WINDOW, responseTimeoutSeconds: 5 };
      await connectCarriers([{ name: 'hostile', port: smsc.port, settings }]);
      const sender = await makeSender();
      const startedMs = performance.now();
      await seedQueuedMessages(sender, count, (index) => ({ recipient: recipientOf(index), carrier: 'hostile' }));
      await untilFinal(client, sender.apiKeyId, count / 2);
      process.kill(product.pids().worker, 'SIGKILL');
      await untilFinal(client, sender.apiKeyId, count);
      const seconds = (performance.now() - startedMs) / 1_000;
      const account = accountFor(await messagesOf(client, sender.apiKeyId), await acceptedIn(log));
      console.log(`\n${count.toLocaleString('en')} messages through a hostile SMSC, worker killed once: ${account}`);
      console.log(`  ${Math.round(seconds)} s; SMSC ${JSON.stringify(smsc.stats())}`);
    });
  } finally {
    await smsc.stop();
  }
}

async function untilFinal(client: pg.Client, apiKeyId: string, count: number): Promise<void> {
  let movedMs = performance.now();
  for (let last = -1; performance.now() - movedMs < STUCK_MS; ) {
    const { final } = await progressOf(client, apiKeyId);
    if (final >= count) return;
    if (final > last) movedMs = performance.now();
    last = final;
    await sleep(POLL_MS);
  }
}

/** Returns how often the SMSC accepted a message to each recipient. */
async function acceptedIn(log: string): Promise<Map<string, number>> {
  const accepted = new Map<string, number>();
  for await (const line of readline.createInterface({ input: fs.createReadStream(log) })) {
    const { to, id } = JSON.parse(line) as { to: string; id: string | null };
    if (id !== null) accepted.set(`+${to}`, (accepted.get(`+${to}`) ?? 0) + 1);
  }
  return accepted;
}

/** Describes the outcomes of the messages: all figures except the first two must be 0. */
export function accountFor(messages: readonly StoredMessage[], accepted: ReadonlyMap<string, number>): string {
  const timesAccepted = ({ recipient }: StoredMessage) => accepted.get(recipient) ?? 0;
  const known = new Set(messages.map(({ recipient }) => recipient));
  const countOf = (test: (message: StoredMessage) => boolean) => messages.filter(test).length;
  const isOpen = ({ status }: StoredMessage) => status === null || status === 'queued' || status === 'submitted';
  const twice = (message: StoredMessage) => timesAccepted(message) > 1;
  return [
    `${countOf((message) => !isOpen(message))} final`,
    `${countOf((message) => twice(message) && message.possibleDuplicate)} sent twice and flagged`,
    `${countOf(isOpen)} not final`,
    `${countOf((message) => !isOpen(message) && timesAccepted(message) === 0)} final but never accepted by the SMSC`,
    `${countOf((message) => !isOpen(message) && message.status !== expectedStatus(message.recipient))} with an unexpected status`,
    `${countOf((message) => twice(message) && !message.possibleDuplicate)} sent twice without a flag`,
    `${[...accepted.keys()].filter((recipient) => !known.has(recipient)).length} unknown to the installation`,
  ].join(', ');
}
