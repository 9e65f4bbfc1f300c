import pg from 'pg';
import { expect, test } from 'vitest';
import { pool } from '@/lib/database/db';
import { env } from '@/lib/runtime/env';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

const send = (key: string) => gate.post({ to: '+37255555555', text: 'Hello' }, { 'x-api-key': key });

/** Resolves when the accepting statement of a request waits for a lock. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const { rowCount } = await pool().query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO message %'",
    );
    if (rowCount) return;
  }
}

test("a change of one account's keys does not delay other accounts", async () => {
  const busy = await makeKey(await makeAccount());
  const other = await makeKey(await makeAccount());
  const change = new pg.Client({ connectionString: env().DATABASE_URL });
  await change.connect();
  await change.query('BEGIN');
  await change.query('SELECT FROM api_key_usage WHERE api_key_id = $1 FOR UPDATE', [busy.id]);
  const waiting = [send(busy.key)];
  await untilBlocked();
  for (let i = 0; i < 8; i++) {
    waiting.push(send(busy.key));
    expect((await send(other.key)).status).toBe(202);
  }
  await change.query('COMMIT');
  await change.end();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(9).fill(202));
});
