import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueMetrics } from '@/lib/health/queue-metrics';
import { env } from '@/lib/runtime/env';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { costPerMessage, readCounters } from './database-cost';
import { acceptMessages, type Sender, seedDueReports, seedQueuedMessages, seedStoredMessages } from './seed';
import { progressOf, recordedAttempts, relationSizes, removeMessages, storedMessages } from './tables';

useDatabase();

let client: pg.Client;
let sender: Sender;

beforeAll(async () => {
  client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  const actor = await makeAccount();
  sender = { actor, apiKeyId: (await makeKey(actor)).id };
});
afterAll(() => client.end());

const indexes = async () => (await client.query("SELECT indexdef FROM pg_indexes WHERE tablename = 'message'")).rows;

test('stored messages are final, are not counted as accepted, and keep all indexes', async () => {
  const before = await indexes();
  await seedStoredMessages(client, sender, 25);
  expect(await storedMessages(client, sender.apiKeyId)).toEqual({ stored: 25, final: 25 });
  expect(await progressOf(client, sender.apiKeyId)).toEqual({ accepted: 0, final: 0 });
  expect(new Set((await indexes()).map(({ indexdef }) => indexdef))).toEqual(
    new Set(before.map(({ indexdef }) => indexdef)),
  );
});

test('queued messages are accepted and not final, and removed with all others', async () => {
  await seedQueuedMessages(sender, 1_005);
  await acceptMessages(sender, 10, 'http://127.0.0.1:9/');
  expect(await progressOf(client, sender.apiKeyId)).toEqual({ accepted: 1_015, final: 0 });
  expect(await storedMessages(client, sender.apiKeyId)).toMatchObject({ stored: 1_040, final: 25 });
  await removeMessages(client);
  expect(await storedMessages(client, sender.apiKeyId)).toEqual({ stored: 0, final: 0 });
});

test('due reports are queued, without an attempt', async () => {
  await seedDueReports(sender, 'http://127.0.0.1:9/', 7);
  expect(await queueMetrics()).toContain('postern_waiting_reports 7\n');
  expect(await recordedAttempts(client)).toBe(0);
});

test('the sizes include the queues, and the counters the written rows', async () => {
  expect((await relationSizes(client)).filter(({ isQueue }) => isQueue).length).toBeGreaterThan(0);
  const before = await readCounters(client);
  await client.query('CREATE TABLE cost (id int PRIMARY KEY)');
  await client.query('INSERT INTO cost SELECT generate_series(1, 50)');
  await client.query('SELECT pg_stat_force_next_flush()');
  const cost = costPerMessage(before, await readCounters(client), 10);
  expect(cost.tables).toContainEqual(['cost', 5]);
  expect(cost.entriesWritten[0]).toBeGreaterThanOrEqual(5);
  expect(cost.walBytes).toBeGreaterThan(0);
});
