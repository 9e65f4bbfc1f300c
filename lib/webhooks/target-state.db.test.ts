import { expect, it } from 'vitest';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import type { Delivery } from './deliver';
import { followTargets } from './target-state';

useDatabase();

const KEY_URL = 'http://127.0.0.1:9/key';

it('keeps the state of at most 1,000 URLs of an account, and always of its endpoints, its keys and itself', async () => {
  const actor = await makeAccount();
  const { accountId } = actor;
  const { id } = await makeKey(actor);
  await db().apiKey.update({ where: { id }, data: { dlrUrl: KEY_URL } });
  await pool().query(
    `INSERT INTO webhook_state (account_id, target, last_failure, last_failure_at)
     SELECT $1, 'http://example.com/' || n, 'timeout', now() - interval '1 hour' FROM generate_series(1, 1000) AS n`,
    [accountId],
  );
  const failed = (url: string, endpointId: string | null = null): Delivery => ({
    ...{
      reportId: 'r',
      rowId: '1',
      accountId,
      endpointId,
      url,
      attempt: 1,
      durationMs: 5,
      state: 'pending',
      retryMs: 1,
    },
    ...{ httpStatus: 500, error: null, response: null, retryAfterMs: null },
  });
  const removed = '01a2246d-aa27-7000-b763-df7276e3f1d8';
  await followTargets([
    ...[failed('http://example.com/1'), failed('http://example.com/new'), failed(KEY_URL)],
    failed('http://example.com/endpoint', removed),
  ]);
  const rows = await db().webhookState.findMany({ where: { accountId, lastFailure: 'HTTP 500' } });
  expect(rows.map(({ target }) => target).sort()).toEqual([KEY_URL, 'http://example.com/1']);
});
