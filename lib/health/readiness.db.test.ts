import { afterEach, expect, test } from 'vitest';
import { resetSingleton } from '../base/process-singleton';
import { endPools, pool } from '../database/db';
import { recordSendOutcome } from '../metrics/send-outcome';
import { useDatabase } from '../testing/database';
import { requireReady } from './readiness';

useDatabase();

const coded = (code: string) => Object.assign(new Error('failed'), { code });

afterEach(() => recordSendOutcome(null));

test.each([
  ['53100', 'disk of the database is full'],
  ['25006', 'read-only'],
  ['ECONNREFUSED', 'cannot be reached'],
])('is not ready after a write that failed with %s, and ready after a successful one', async (code, reason) => {
  await expect(requireReady()).resolves.toBeUndefined();
  recordSendOutcome(coded(code));
  await expect(requireReady()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(reason) });
  recordSendOutcome(null);
  await expect(requireReady()).resolves.toBeUndefined();
});

test.each(['55P03', '57014', '23505', '22021', '40P01'])(
  'stays ready after one batch that failed with %s',
  async (code) => {
    recordSendOutcome(coded(code));
    await expect(requireReady()).resolves.toBeUndefined();
  },
);

test('is not ready on a read-only database', async () => {
  const { rows } = await pool().query('SELECT current_database() AS name');
  await pool().query(`ALTER DATABASE ${rows[0].name} SET default_transaction_read_only = on`);
  await endPools();
  for (const kept of ['pool', 'api-pool', 'prisma']) resetSingleton(kept);
  await expect(requireReady()).rejects.toMatchObject({ code: '25006' });
});
