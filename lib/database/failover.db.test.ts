import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireDatabase } from '@/server/supervisor/database';
import { resetAllSingletons } from '../base/process-singleton';
import { useApiServer } from '../testing/api-server';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { countWith } from '../testing/message-queue';
import { type ReplicatedPostgres, startReplicated } from '../testing/replicated-postgres';
import { startWorker, type Worker } from '../worker/worker';
import { db, endPools } from './db';

const BEFORE = 30;
const AFTER = 30;
const KEEP_SENDING = 4;

useDatabase();
const gate = useApiServer();

describe.each<[string, (servers: ReplicatedPostgres) => unknown]>([
  ['killed', (servers) => servers.killPrimary()],
  ['silent', (servers) => servers.freezePrimary()],
])('after a failover from a primary that is %s', (_, end) => {
  let folder: string;
  let servers: ReplicatedPostgres;
  let worker: Worker;
  let databaseUrl: string | undefined;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-failover-'));
    servers = await startReplicated(folder, { durable: false });
    await endPools();
    resetAllSingletons();
    databaseUrl = process.env.DATABASE_URL;
    process.env.DATABASE_URL = servers.url;
    worker = await startWorker();
  });
  afterAll(async () => {
    await worker?.stop();
    await endPools();
    resetAllSingletons();
    process.env.DATABASE_URL = databaseUrl;
    await servers?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('a standby alone is refused in one line', async () => {
    const refused = requireDatabase(servers.urlOf(servers.standby));
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringMatching(/^DATABASE_URL cannot be used \(127\.0\.0\.1:\d+: it accepts only reads[^\n]*$/),
    });
  });

  test('the same processes accept and submit messages, and no accepted message is lost', async () => {
    const { key } = await makeKey(await makeAccount());
    const accepted: string[] = [];
    const refusals = new Set<number>();
    let isOver = false;
    const client = async (): Promise<void> => {
      while (!isOver) {
        const { status, json } = await gate.post({ to: '+37255555555', text: 'Hello' }, { 'x-api-key': key });
        if (status === 202) accepted.push(json.id);
        else refusals.add(status);
      }
    };
    const reach = (count: number) => vi.waitFor(() => expect(accepted.length).toBeGreaterThan(count), WAIT_LIMIT);
    const clients = Array.from({ length: KEEP_SENDING }, client);
    await reach(BEFORE);
    await end(servers);
    await servers.promote();
    await reach(accepted.length + AFTER);
    isOver = true;
    await Promise.all(clients);

    expect([...refusals].filter((status) => status !== 503)).toEqual([]);
    const where = { id: { in: accepted } };
    expect(await db().message.count({ where })).toBe(accepted.length);
    await vi.waitFor(async () => expect(await countWith('delivered', accepted)).toBe(accepted.length), WAIT_LIMIT);
  });
});
