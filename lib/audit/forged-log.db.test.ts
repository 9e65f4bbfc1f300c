// What a person with the database's password can do: every change of the log must be noticed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { SystemActor, UserActor } from '../access/actor';
import { resetSingleton } from '../base/process-singleton';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { archiveAuditKeys } from './audit-keys';
import { recordEvent } from './record-event';
import { signChains } from './sign-chains';
import { verifyAudit } from './verify';
import { HeadsWriter, headsFile } from './write-heads';

useDatabase();

const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-audit-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

let own: UserActor;
beforeEach(async () => {
  process.env.POSTERN_DATA_DIR = folder;
  resetSingleton('env');
  own = await makeAccount();
  for (const name of ['a', 'b', 'c', 'd']) await record(name);
});

function record(name: string): Promise<void> {
  const { accountId, userId } = own;
  const entry = { action: 'key.updated', accountId, targetKind: 'key', targetId: userId, detail: { name } } as const;
  return db().$transaction((tx) => recordEvent(tx, own, entry));
}

/** Changes the log as the database's superuser. */
async function forge(...statements: string[]): Promise<void> {
  const client = await pool().connect();
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    for (const sql of statements) await client.query(sql.replaceAll('$chain', `'${own.accountId}'`));
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

const REMOVE_LAST = [
  'DELETE FROM audit_event WHERE chain = $chain AND seq > 2',
  'UPDATE audit_head h SET seq = e.seq, hash = e.hash FROM audit_event e WHERE h.chain = $chain AND e.chain = h.chain AND e.seq = 2',
];
/** Computes every hash of the chain again, without the key, and sets the head. */
const REWRITE = [
  `DO $$ DECLARE e audit_event; before bytea := '\\x'; BEGIN
     FOR e IN SELECT * FROM audit_event WHERE chain = $chain ORDER BY seq LOOP
       e.prev_hash := before; e.hash := audit_event_hash(e); before := e.hash;
       UPDATE audit_event SET prev_hash = e.prev_hash, hash = e.hash WHERE id = e.id;
     END LOOP;
     UPDATE audit_head SET hash = before WHERE chain = $chain;
   END $$`,
];
const INSERT_BACKDATED = `
  INSERT INTO audit_event (id, account_id, at, actor_kind, actor_name, action, target_kind, detail, chain, seq, prev_hash, hash, key_id)
  SELECT ('018e0000-0000-7000-8000-' || substr(md5(random()::text), 1, 12))::uuid, account_id, '2026-01-01', 'system', 'sign-in', 'user.created', 'user', '{}',
         chain, 5, hash, '\\x00', $key FROM audit_event WHERE chain = $chain AND seq = 4`;
const LINK_INSERTED = [
  `UPDATE audit_event e SET hash = audit_event_hash(e) WHERE chain = $chain AND seq = 5`,
  `UPDATE audit_head h SET seq = 5, hash = e.hash FROM audit_event e WHERE h.chain = $chain AND e.chain = h.chain AND e.seq = 5`,
];

async function faultsOf(files: string[] = []) {
  const { broken, compared } = await verifyAudit(OPERATOR, files);
  const ownFaults = broken.filter(({ chain }) => chain === own.accountId).map(({ seq, fault }) => `${seq} ${fault}`);
  const rewritten = compared.flatMap((file) => file.rewritten.filter(({ chain }) => chain === own.accountId));
  return [...ownFaults, ...rewritten.map(({ seq }) => `${seq} rewritten`)];
}

const file = () => headsFile(folder);
const writeHeads = () => new HeadsWriter().write();

test('an intact log has no faults and agrees with its signed heads', async () => {
  await writeHeads();
  await record('e');
  await writeHeads();
  expect(await faultsOf([file()])).toEqual([]);
  const { compared } = await verifyAudit(OPERATOR, [file()]);
  expect(compared).toMatchObject([{ heads: expect.any(Number), until: expect.any(Date), unsignedLines: [] }]);
});

test('the last events deleted together with the head', async () => {
  await writeHeads();
  await forge(...REMOVE_LAST);
  expect(await faultsOf()).toEqual([]);
  expect(await faultsOf([file()])).toEqual(['4 rewritten']);
  // Later events of Postern take their numbers; they do not hide it.
  for (const name of ['x', 'y', 'z']) await record(name);
  await writeHeads();
  expect(await faultsOf([file()])).toEqual(['4 rewritten']);
});

test.each([
  ['with the key id of others', "'k1'", '5 changed'],
  ['as of an earlier version', 'NULL', '5 unsigned'],
  ['with a key id of its own', "'mine'", '5 unverifiable'],
])('a backdated event inserted %s', async (_, key, fault) => {
  await forge(INSERT_BACKDATED.replace('$key', key), ...LINK_INSERTED);
  expect(await faultsOf()).toEqual([fault]);
});

test('a backdated event inserted by the trigger', async () => {
  await pool().query(
    `INSERT INTO audit_event (id, account_id, at, actor_kind, actor_name, action, target_kind)
     VALUES (gen_random_uuid(), $1, '2026-01-01', 'system', 'sign-in', 'user.created', 'user')`,
    [own.accountId],
  );
  expect(await faultsOf()).toEqual(['5 unsigned']);
});

test('a rewritten chain: with the key ids, and as a chain of an earlier version', async () => {
  await writeHeads();
  await forge("UPDATE audit_event SET actor_name = 'x' WHERE chain = $chain AND seq = 2", ...REWRITE);
  expect(await faultsOf()).toEqual(['1 changed', '2 changed', '3 changed', '4 changed']);
  await forge('UPDATE audit_event SET key_id = NULL WHERE chain = $chain', ...REWRITE);
  expect(await faultsOf()).toEqual(['4 unsigned']);
  // The next start does not sign it as the log of an earlier version.
  expect(await signChains()).toBe(0);
  expect(await faultsOf([file()])).toEqual(['4 unsigned', '4 rewritten']);
});

test('lines of the file that were forged', async () => {
  await writeHeads();
  const [line = ''] = fs.readFileSync(file(), 'utf8').split('\n').filter(Boolean).slice(-1);
  const forged = path.join(folder, 'forged.jsonl');
  const log = JSON.stringify({ level: 30, auditHeads: JSON.parse(line), msg: 'heads of the audit log' });
  fs.writeFileSync(forged, ['{"level":30}', log, line.replace(own.accountId, OTHER), line.slice(0, 80)].join('\n'));
  const { compared, faults } = await verifyAudit(OPERATOR, [forged]);
  expect(compared).toMatchObject([{ heads: JSON.parse(line).heads.length, unsignedLines: [3], rewritten: [] }]);
  expect(faults).toBeGreaterThanOrEqual(1);
});
const OTHER = '018e0000-0000-7000-8000-00000000000f';

test('a chain of an earlier version is signed once, at the update', async () => {
  await forge('UPDATE audit_event SET key_id = NULL WHERE chain = $chain', ...REWRITE);
  expect(await faultsOf()).toEqual(['4 unsigned']);
  fs.rmSync(file(), { force: true });
  await pool().query("DELETE FROM installation WHERE name = 'audit_log_signed'");
  expect(await signChains()).toBeGreaterThan(0);
  expect(await faultsOf()).toEqual([]);
  expect(await signChains()).toBe(0);
});

test('events stay verifiable after a rotation of SECRETS_KEYS', async () => {
  const [before, key] = [process.env.SECRETS_KEYS ?? '', `k2:${Buffer.alloc(32, 9).toString('base64')}`];
  const use = (keys: string) => {
    process.env.SECRETS_KEYS = keys;
    resetSingleton('env');
  };
  try {
    use(`${key},${before}`);
    await archiveAuditKeys();
    await record('e');
    use(key);
    expect(await faultsOf()).toEqual([]);
    use(`k3:${Buffer.alloc(32, 8).toString('base64')},${key}`);
    await archiveAuditKeys();
    use(`k3:${Buffer.alloc(32, 8).toString('base64')}`);
    expect(await faultsOf()).toEqual([]);
  } finally {
    use(before);
  }
});
