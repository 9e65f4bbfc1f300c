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
    const few = await relationSizes(client);
    await passThrough(client, sender, (passed) => passed < messages);
    printSizes(few, await relationSizes(client), `${first.toLocaleString('en')} and ${messages.toLocaleString('en')}`);
    const without = await rateFor(client, sender, seconds);
    const holder = await connect();
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await holder.query('SELECT count(*) FROM pg_class');
    const tenths: number[] = [];
    for (let part = 0; part < PARTS; part++) tenths.push(await rateFor(client, sender, holdSeconds / PARTS));
    await holder.query('ROLLBACK');
    await holder.end();
    const held = tenths.reduce((sum, rate) => sum + rate, 0) / PARTS;
    console.log(`\nFinal messages per second, ${seconds} s without an open transaction: ${Math.round(without)}`);
    console.log(
      `  ${holdSeconds} s with one: ${Math.round(held)}, ratio ${(held / without).toFixed(2)} ` +
        `(by tenths: ${tenths.map((rate) => (rate / without).toFixed(2)).join(' ')})`,
    );
  });
  await removeMessages(client);
  await client.end();
}

/** Accepts messages while `isWanted`, never more than the worker keeps up with; then waits until all are final. Returns their number. */
async function passThrough(client: pg.Client, sender: Sender, isWanted: (passed: number) => boolean): Promise<number> {
  const { accepted: before } = await progressOf(client, sender.apiKeyId);
  let passed = 0;
  while (isWanted(passed)) {
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
  for (;;) {
    const { final } = await progressOf(client, sender.apiKeyId);
    if (final - before >= passed) return passed;
    await sleep(POLL_MS);
  }
}

async function rateFor(client: pg.Client, sender: Sender, seconds: number): Promise<number> {
  const startedMs = performance.now();
  const passed = await passThrough(client, sender, () => performance.now() - startedMs < seconds * 1_000);
  return (passed * 1_000) / (performance.now() - startedMs);
}

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
