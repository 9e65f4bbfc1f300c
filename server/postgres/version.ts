import type pg from 'pg';
import { AppError } from '@/lib/base/errors';

const OLDEST_SERVER = 150_000;

/** Throws `invalid_configuration` for a server older than PostgreSQL 15. */
export async function requireServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; name: string }>(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name",
  );
  if (Number(rows[0]?.number) >= OLDEST_SERVER) return;
  throw new AppError(
    'invalid_configuration',
    `DATABASE_URL leads to PostgreSQL ${rows[0]?.name}; Postern needs 15 or newer. Upgrade it, or leave DATABASE_URL unset to use the bundled one.`,
  );
}
