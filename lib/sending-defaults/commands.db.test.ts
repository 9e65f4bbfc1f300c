import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { setSendSettings } from '../keys/commands/configure-key';
import { getKeyDetail } from '../keys/queries/key-detail';
import { useApiServer } from '../testing/api-server';
import { useDatabase } from '../testing/database';
import { approveSender, makeAccount, makeKey } from '../testing/factories';
import { auditOf } from '../testing/users';
import { setSendingDefaults } from './commands';
import { getSendingDefaults } from './queries';

useDatabase();
const gate = useApiServer();

const NONE = { defaultSender: null, autoReplace: null, dlrUrl: null };
const STORED = { ...NONE, dlrEvents: [] };
const ALL = { defaultSender: 'Acme', autoReplace: 'full', dlrUrl: 'http://127.0.0.1:9/account' } as const;
let admin: UserActor;
beforeAll(async () => {
  admin = await makeAccount();
  for (const sender of ['Acme', 'Shop']) await approveSender(admin, sender);
});

async function accepted(key: string): Promise<unknown> {
  const { json } = await gate.post({ to: '+37255555555', text: 'Brontë' }, { 'x-api-key': key });
  return db().message.findUniqueOrThrow({ where: { id: json.id }, select: { sender: true, text: true, dlrUrl: true } });
}

test('apply to the next request where neither request nor key has a value', async () => {
  const stranger = await makeAccount();
  const [{ key }, own, theirs] = [await makeKey(admin), await makeKey(admin), await makeKey(stranger)];
  await setSendSettings(admin, { id: own.id, ...NONE, defaultSender: 'Shop', autoReplace: 'off' });
  expect(await accepted(key)).toEqual({ sender: null, text: 'Brontë', dlrUrl: null });
  await setSendingDefaults(admin, ALL);
  expect(await accepted(key)).toEqual({ sender: 'Acme', text: 'Bronte', dlrUrl: ALL.dlrUrl });
  expect(await accepted(own.key)).toEqual({ sender: 'Shop', text: 'Brontë', dlrUrl: ALL.dlrUrl });
  expect(await accepted(theirs.key)).toEqual({ sender: null, text: 'Brontë', dlrUrl: null });
  expect(await getSendingDefaults(admin)).toEqual({ ...ALL, dlrEvents: [] });
  expect(await getSendingDefaults(stranger)).toEqual(STORED);
  expect((await getKeyDetail(admin, own.id)).accountSettings).toEqual({
    sender: 'Acme',
    autoReplace: 'full',
    dlrUrl: ALL.dlrUrl,
  });
  await setSendingDefaults(admin, { ...NONE, defaultSender: '  ' });
  expect(await accepted(key)).toEqual({ sender: null, text: 'Brontë', dlrUrl: null });
});

test('records each change, and nothing without one', async () => {
  const actor = await makeAccount();
  await approveSender(actor, 'Acme');
  await setSendingDefaults(actor, ALL);
  await setSendingDefaults(actor, ALL);
  await setSendingDefaults(actor, { ...ALL, autoReplace: null });
  await setSendingDefaults(actor, { ...ALL, autoReplace: null, dlrEvents: ['message.submitted', 'message.delivered'] });
  await setSendingDefaults(actor, { ...ALL, autoReplace: null });
  await setSendingDefaults(actor, { ...ALL, autoReplace: null, dlrEvents: [] });
  const events = (await auditOf(actor)).filter(({ action }) => action === 'account.updated');
  expect(events.map(({ detail }) => detail)).toEqual([
    { what: 'default sender', before: null, after: 'Acme' },
    { what: 'auto-replace mode', before: null, after: 'full' },
    { what: 'DLR webhook', before: null, after: ALL.dlrUrl },
    { what: 'auto-replace mode', before: 'full', after: null },
    { what: 'DLR events', before: null, after: ['message.submitted', 'message.delivered'] },
    { what: 'DLR events', before: ['message.submitted', 'message.delivered'], after: null },
  ]);
});

test.each([
  [{ ...NONE, defaultSender: 'Bank' }, 'defaultSender'],
  [{ ...NONE, dlrUrl: 'http://10.0.0.1/' }, 'dlrUrl'],
  [{ ...NONE, dlrUrl: 'not a URL' }, 'dlrUrl'],
])('refuses %j at its field and changes nothing', async (input, field) => {
  const actor = await makeAccount();
  await expect(setSendingDefaults(actor, input)).rejects.toMatchObject({
    code: 'invalid_fields',
    fields: { [field]: expect.any(String) },
  });
  expect(await getSendingDefaults(actor)).toEqual(STORED);
});
