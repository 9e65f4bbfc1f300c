import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { listUserPage } from '@/lib/accounts/directory/queries';
import { listSessions, MAX_SESSIONS_LISTED, openSession } from '@/lib/auth/sessions';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { copyKey, copyWebhookSecret } from '@/lib/keys/commands/copy-key';
import { rotateKey } from '@/lib/keys/commands/rotate-key';
import { searchStatement } from '@/lib/keys/list-statement';
import { keyFilterSchema } from '@/lib/keys/schema';
import { copyAccountWebhookSecret } from '@/lib/received/numbers/commands';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();

let admin: UserActor;
beforeAll(async () => {
  admin = await makeAccount();
});

test('copies in a loop add one audit event an hour, and one more after a rotation', async () => {
  const { id } = await makeKey(admin);
  const copies = () => db().auditEvent.count({ where: { targetId: id, action: 'key.copied' } });
  await Promise.all(Array.from({ length: 20 }, () => copyKey(admin, id)));
  expect(await copies()).toBe(1);
  await Promise.all(Array.from({ length: 5 }, () => copyWebhookSecret(admin, id)));
  expect(await copies()).toBe(2);
  await rotateKey(admin, { id, overlapS: 0 });
  for (let i = 0; i < 3; i++) await copyKey(admin, id);
  expect(await copies()).toBe(3);
  for (let i = 0; i < 3; i++) await copyAccountWebhookSecret(admin);
  expect(await db().auditEvent.count({ where: { targetId: admin.accountId, action: 'account.secret_copied' } })).toBe(
    1,
  );
});

test('sessions of a user are kept and listed up to a limit, with the current one', async () => {
  const { userId, accountId } = admin;
  const open = (id: string) =>
    db().$transaction((tx) =>
      openSession(tx, { id, userId, accountId, ip: null, userAgent: null, deviceId: null, secondFactor: false }),
    );
  const first = newId();
  await open(first);
  const ids = Array.from({ length: 230 }, () => newId());
  for (const id of ids) await open(id);
  expect(await db().session.count({ where: { userId } })).toBe(200);
  const current = ids.at(-200) as string;
  const listed = await listSessions({ ...admin, sessionId: current });
  expect([listed.length, listed[0]]).toMatchObject([MAX_SESSIONS_LISTED, { id: current, current: true }]);
  expect(await db().session.count({ where: { id: first } })).toBe(0);
});

test('a search that matches everything reads and counts a bounded number of records', async () => {
  for (let i = 0; i < 12; i++) await makeKey(admin);
  const filter = keyFilterSchema.parse({ search: 'Key', pageSize: 20, sort: 'name' });
  const [all] = await db().$queryRaw<{ total: number }[]>(searchStatement(admin.accountId, filter));
  expect(all?.total).toBeGreaterThanOrEqual(12);
  const [bounded] = await db().$queryRaw<{ total: number; ids: string[] }[]>(
    searchStatement(admin.accountId, filter, 5),
  );
  expect([bounded?.total, bounded?.ids.length]).toEqual([5, 5]);
  const page = await listUserPage({ kind: 'system', name: 'command line', accountId: null }, { search: 'e' });
  expect(page.total).toBeGreaterThan(0);
});
