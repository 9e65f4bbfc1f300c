// Rate at which one worker submits a backlog of messages.
import { setTimeout as sleep } from 'node:timers/promises';
import { costPerMessage, describeCost, readCounters } from './database-cost';
import { connect, describePace, makeSender, paceOf, withWorker } from './queue-part';
import { seedQueuedMessages } from './seed';
import { timed } from './statistics';
import { progressOf, removeMessages, storedMessages } from './tables';

/** Sessions of PostgreSQL report their statistics at the latest 10 s after their last statement. */
const STATISTICS_MS = 10_500;

/** Queues `messages`, then measures one worker until the last is final. */
export async function benchDrain(messages: number): Promise<void> {
  const sender = await makeSender();
  const client = await connect();
  const tookMs = await timed(() => seedQueuedMessages(sender, messages));
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await sleep(STATISTICS_MS);
  const before = await readCounters(client);
  const startedMs = performance.now();
  const final = async () => (await progressOf(client, sender.apiKeyId)).final;
  const pace = await withWorker(() => paceOf(messages, final, startedMs));
  const stored = await storedMessages(client, sender.apiKeyId);
  console.log(
    `\nDraining ${messages.toLocaleString('en')} queued messages (queued in ${Math.round(tookMs / 1_000)} s)`,
  );
  console.log(`  ${describePace(pace)}; ${stored.stored - stored.final} not final`);
  await sleep(STATISTICS_MS);
  const cost = costPerMessage(before, await readCounters(client), messages);
  console.log(`  one message, after acceptance: ${describeCost(cost).join('\n    ')}`);
  await removeMessages(client);
  await client.end();
}
