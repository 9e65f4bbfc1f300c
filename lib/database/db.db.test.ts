import { expect, test } from 'vitest';
import { resetSingleton } from '../base/process-singleton';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { db, pool } from './db';

useDatabase();

test('returns equal times from a server in another time zone', async () => {
  const actor = await makeAccount();
  const { rows } = await pool().query('SELECT current_database() AS name');
  await pool().query(`ALTER DATABASE ${rows[0].name} SET timezone = 'America/New_York'`);
  await pool().end();
  for (const kept of ['pool', 'prisma']) resetSingleton(kept);
  const expiresAt = new Date(Date.now() + 3_600_000);
  const key = await makeKey(actor, { expiresAt });
  const stored = await pool().query('SELECT expires_at FROM api_key WHERE id = $1', [key.id]);
  expect(stored.rows).toEqual([{ expires_at: expiresAt }]);
  const { expiresAt: read } = await db().apiKey.findUniqueOrThrow({ where: { id: key.id } });
  expect(read).toEqual(expiresAt);
});
