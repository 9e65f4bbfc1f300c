// Sizes of the queue's tables and indexes as messages pass through it, and its rate while a transaction stays open.

import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { connect, makeSender, withWorker } from './queue-part';
import { acceptMessages, type Sender } from './seed';
import { progressOf, relationSizes, removeMessages, type Size } from './tables';

/** After so many messages, or a tenth of all, the sizes are read first. */
const FIRST = 100_000;
const BATCH = 500;
/** Messages accepted and not final yet: enough for full batches, and the same throughout. */
const MAX_OPEN = 10_000;
const POLL_MS = 20;
const PARTS = 10;

/**
 * Passes 100,000 and then `messages` through the queue and prints the sizes after each; then compares the rate of
 * `seconds` without and of `holdSeconds` with an open transaction, which keeps vacuum from removing any row.
 */
export async function benchBloat(messages: number, seconds: number, holdSeconds: number): Promise<void> {
  const first = Math.min(FIRST, messages / 10);
  const sender = await makeSender();
  const client = await connect();
  await withWorker(async () => {
    await passThrough(client, sender, (passed) => passed < first);
    await allFinal(client, sender);
    const few = await relationSizes(client);
    await passThrough(client, sender, (passed) => passed < messages);
    await allFinal(client, sender);
    printSizes(few, await relationSizes(client), `${first.toLocaleString('en')} and ${messages.toLocaleString('en')}`);
    // The first part fills the queue.
    const without = mean((await finalPerS(client, sender, seconds, PARTS)).slice(1));
    const holder = await connect();
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await holder.query('SELECT count(*) FROM pg_class');
    const tenths = await finalPerS(client, sender, holdSeconds, PARTS);
    await holder.query('ROLLBACK');
    await holder.end();
    const held = mean(tenths.slice(1));
    console.log(`\nFinal messages per second, ${seconds} s without an open transaction: ${Math.round(without)}`);
    console.log(
      `  ${holdSeconds} s with one: ${Math.round(held)}, ratio ${(held / without).toFixed(2)} ` +
        `(by tenths: ${tenths.map((rate) => (rate / without).toFixed(2)).join(' ')})`,
    );
  });
  await removeMessages(client);
  await client.end();
}

/** Accepts messages while `isWanted`, never more than the worker keeps up with. */
async function passThrough(client: pg.Client, sender: Sender, isWanted: (passed: number) => boolean): Promise<void> {
  for (let passed = 0; isWanted(passed); ) {
    const { accepted, final } = await progressOf(client, sender.apiKeyId);
    if (accepted - final >= MAX_OPEN) {
      await sleep(POLL_MS);
      continue;
    }
    for (let open = accepted - final; open < MAX_OPEN && isWanted(passed); open += BATCH) {
      await acceptMessages(sender, BATCH);
      passed += BATCH;
    }
  }
}

async function allFinal(client: pg.Client, sender: Sender): Promise<void> {
  for (;;) {
    const { accepted, final } = await progressOf(client, sender.apiKeyId);
    if (final >= accepted) return;
    await sleep(POLL_MS);
  }
}

/** Returns the rates of final messages in each of `parts` parts of `seconds`, under a load that the worker always has to catch up with. */
async function finalPerS(client: pg.Client, sender: Sender, seconds: number, parts: number): Promise<number[]> {
  let ended = false;
  const passing = passThrough(client, sender, () => !ended);
  const rates: number[] = [];
  const read = async () => ({ final: (await progressOf(client, sender.apiKeyId)).final, atMs: performance.now() });
  for (let last = await read(); rates.length < parts; ) {
    await sleep((seconds * 1_000) / parts);
    const now = await read();
    rates.push(((now.final - last.final) * 1_000) / (now.atMs - last.atMs));
    last = now;
  }
  ended = true;
  await passing;
  await allFinal(client, sender);
  return rates;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function printSizes(few: Size[], many: Size[], counts: string): void {
  const before = new Map(few.map(({ name, bytes }) => [name, bytes]));
  const kib = (bytes: number) => Math.round(bytes / 1_024).toLocaleString('en');
  for (const isQueue of [true, false]) {
    console.log(`\n${isQueue ? 'Tables and indexes of the queues' : 'Others'}, KiB after ${counts} more messages`);
    for (const { name, bytes } of many.filter((size) => size.isQueue === isQueue)) {
      const earlier = before.get(name) ?? 0;
      const growth = earlier > 0 ? `${(bytes / earlier).toFixed(2)} ×` : '';
      console.log(`  ${name.padEnd(45)}${kib(earlier).padStart(12)}${kib(bytes).padStart(12)}  ${growth}`);
    }
  }
}
