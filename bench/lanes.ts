// What a long queue of one priority or one carrier costs others.
import { setTimeout as sleep } from 'node:timers/promises';
import { withInstallation } from './installed';
import { freePort } from './processes';
import { makeSender } from './queue-part';
import { seedQueuedMessages } from './seed';
import { connectCarriers, startSmscProcess } from './smsc';
import { median, quantile } from './statistics';
import { startLoad, statuses } from './steady-load';
import { submissionTimes } from './tables';

const URGENT_MESSAGES = 40;
const URGENT_EVERY_MS = 250;
const CLIENTS = 4;
const PAUSE_MS = 20;
const SETTLE_MS = 3_000;

const spread = (values: number[]) =>
  `p50 ${Math.round(quantile(values, 0.5))} ms, p95 ${Math.round(quantile(values, 0.95))} ms, most ${Math.round(quantile(values, 1))} ms`;

/** Sends messages of high priority behind `queued` of low priority of the same carrier. */
export async function benchPriority(queued: number, dir: string): Promise<void> {
  const smsc = await startSmscProcess(dir, { answers: { delayMs: [5, 15] } });
  try {
    await withInstallation(dir, 'priority', async ({ product, client }) => {
      await connectCarriers([{ name: 'slow', port: smsc.port }]);
      const [low, urgent] = [await makeSender(), await makeSender()];
      await seedQueuedMessages(low, queued, () => ({ carrier: 'slow', priority: 0 }));
      const message = { to: '+37255550000', text: 'Your code is 1234', priority: 'high' };
      const load = startLoad(product.base, [urgent.key], 1, URGENT_EVERY_MS, message);
      await sleep(URGENT_MESSAGES * URGENT_EVERY_MS);
      await load.stop();
      await sleep(SETTLE_MS);
      const times = await submissionTimes(client, urgent.apiKeyId);
      const left = queued - (await submissionTimes(client, low.apiKeyId)).length;
      console.log(
        `\nHigh priority behind ${left.toLocaleString('en')} of ${queued.toLocaleString('en')} queued low ones: ` +
          `${load.accepted.size} accepted, ${times.length} submitted after ${spread(times)}`,
      );
    });
  } finally {
    await smsc.stop();
  }
}

/** Sends to one carrier with and without `queued` messages of another, whose host refuses connections. */
export async function benchDead(queued: number, seconds: number, rounds: number, dir: string): Promise<void> {
  const smsc = await startSmscProcess(dir, {});
  try {
    await withInstallation(dir, 'dead', async ({ product, client }) => {
      await connectCarriers([
        { name: 'alive', port: smsc.port, prefix: '371' },
        { name: 'dead', port: await freePort(), prefix: '372' },
      ]);
      const measure = async () => {
        const sender = await makeSender();
        const message = { to: '+37125550000', text: 'Your code is 1234' };
        const load = startLoad(product.base, [sender.key], CLIENTS, PAUSE_MS, message);
        await sleep(seconds * 1_000);
        await load.stop();
        await sleep(SETTLE_MS);
        const times = await submissionTimes(client, sender.apiKeyId);
        console.log(`    ${statuses(load.samples)}; submitted ${times.length} after ${spread(times)}`);
        return quantile(times, 0.95);
      };
      const turns = async () => {
        const all: number[] = [];
        for (let round = 0; round < rounds; round++) all.push(await measure());
        return median(all);
      };
      console.log('\nOne carrier beside another that is dead');
      await measure();
      console.log('  without a queue of the other');
      const without = await turns();
      const dead = await makeSender();
      await seedQueuedMessages(dead, queued, () => ({ carrier: 'dead' }));
      await client.query('VACUUM ANALYZE');
      await client.query('CHECKPOINT');
      console.log(`  with ${queued.toLocaleString('en')} queued for it`);
      const withQueue = await turns();
      console.log(`  p95 with the queue over that without: ${(withQueue / without).toFixed(2)}`);
    });
  } finally {
    await smsc.stop();
  }
}
