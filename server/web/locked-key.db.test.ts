import { expect, test } from 'vitest';
import { DatabaseClient } from '@/lib/database/client';
import { pool } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

const MESSAGE = { to: '+37255555555', text: 'hi' };

test.each([
  ['its usage', 'SELECT 1 FROM api_key_usage WHERE api_key_id = $1 FOR UPDATE'],
  ['its revision', 'UPDATE api_key_usage SET revision = revision + 1 WHERE api_key_id = $1'],
])('while another transaction locks %s, only that key is refused, with nothing done', async (_, lock) => {
  const actor = await makeAccount();
  const [locked, free] = [await makeKey(actor), await makeKey(actor)];
  const post = (key: string) => gate.post(MESSAGE, { 'x-api-key': key });
  expect((await post(locked.key)).status).toBe(202);
  const holder = new DatabaseClient({ url: process.env.DATABASE_URL ?? '' });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(lock, [locked.id]);
  const [own, ...others] = await Promise.all([post(locked.key), post(free.key), post(free.key)]);
  expect(own).toMatchObject({ status: 503, json: { code: 'unavailable' } });
  expect(own?.json.detail).toContain('Nothing was done');
  expect(Number(own?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(others.map(({ status }) => status)).toEqual([202, 202]);
  await holder.query('COMMIT');
  await holder.end();
  expect((await post(locked.key)).status).toBe(202);
  const { rows } = await pool().query('SELECT count(*)::int AS count FROM message WHERE account_id = $1', [
    actor.accountId,
  ]);
  expect(rows).toEqual([{ count: 4 }]);
});
