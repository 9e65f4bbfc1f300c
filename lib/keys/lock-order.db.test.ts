import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UserActor } from '../access/actor';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { endRotation, moveRotationEnd, rotateKey } from './commands/rotate-key';
import { deleteKeys } from './commands/switch-keys';

useDatabase();

let actor: UserActor;
let id: string;
let folding: pg.Client;

beforeEach(async () => {
  actor = await makeAccount();
  id = (await makeKey(actor)).id;
  await rotateKey(actor, { id, overlapS: 3_600 });
  folding = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await folding.connect();
});
afterEach(() => folding.end());

// Counts are folded into the key's usage row, then into the row of the rotation's old secret.
test.each<[string, () => Promise<unknown>]>([
  ['ending a rotation', () => endRotation(actor, id)],
  ['changing its end', () => moveRotationEnd(actor, { id, endsAt: new Date(Date.now() + 60_000) })],
  ['rotating again', () => rotateKey(actor, { id, overlapS: 60 })],
  ['deleting', () => deleteKeys(actor, [id])],
])('%s locks no secret while it waits for a fold of the counts', async (_, command) => {
  await folding.query("BEGIN; SET LOCAL lock_timeout = '30s'");
  await folding.query('SELECT 1 FROM api_key_usage WHERE api_key_id = $1 FOR NO KEY UPDATE', [id]);
  const done = command();
  await vi.waitFor(async () => {
    const { rows } = await pool().query('SELECT 1 FROM pg_locks WHERE NOT granted');
    expect(rows.length).toBeGreaterThan(0);
  }, WAIT_LIMIT);
  await folding.query('UPDATE api_key_secret SET times_used = times_used + 1 WHERE api_key_id = $1', [id]);
  await folding.query('COMMIT');
  await done;
});
