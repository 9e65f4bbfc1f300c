import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { env } from '../runtime/env';
import { useDatabase } from '../testing/database';
import { WAIT_LIMIT } from '../testing/limits';
import { pool } from './db';
import { startListener } from './listener';

useDatabase();

const log = pino({ level: 'silent' });

it('receives notifications, also after a lost connection, with one catch-up call', async () => {
  const onNotification = vi.fn();
  const listener = startListener(env().DATABASE_URL, { channel_of_test: onNotification }, log);
  const listening = (times: number) =>
    vi.waitFor(() => expect(onNotification).toHaveBeenCalledTimes(times), WAIT_LIMIT);
  await listening(1);
  await pool().query('NOTIFY channel_of_test');
  await listening(2);
  const { rowCount } = await pool().query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
  );
  expect(rowCount).toBe(1);
  await listening(3);
  await pool().query('NOTIFY channel_of_test');
  await listening(4);
  await listener.stop();
});
