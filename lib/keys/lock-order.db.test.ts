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
let gate: pg.Client;

beforeEach(async () => {
  actor = await makeAccount();
  id = (await makeKey(actor)).id;
  await rotateKey(actor, { id, overlapS: 3_600 });
  gate = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await gate.connect();
});
afterEach(() => gate.end());

// The accepting statement updates the key's usage row, then the row of the rotation's old secret.
test.each<[string, () => Promise<unknown>]>([
  ['ending a rotation', () => endRotation(actor, id)],
  ['changing its end', () => moveRotationEnd(actor, { id, endsAt: new Date(Date.now() + 60_000) })],
  ['rotating again', () => rotateKey(actor, { id, overlapS: 60 })],
  ['deleting', () => deleteKeys(actor, [id])],
])('%s locks no secret while it waits for the accepting statement', async (_, command) => {
  await gate.query("BEGIN; SET LOCAL lock_timeout = '30s'");
  await gate.query('SELECT 1 FROM api_key_usage WHERE api_key_id = $1 FOR NO KEY UPDATE', [id]);
  const done = command();
  await vi.waitFor(async () => {
    const { rows } = await pool().query('SELECT 1 FROM pg_locks WHERE NOT granted');
    expect(rows.length).toBeGreaterThan(0);
  }, WAIT_LIMIT);
  await gate.query('UPDATE api_key_secret SET times_used = times_used + 1 WHERE api_key_id = $1', [id]);
  await gate.query('COMMIT');
  await done;
});
