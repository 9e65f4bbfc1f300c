import { beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { setSendSettings } from '../keys/commands/configure-key';
import { createKey } from '../keys/commands/create-key';
import { setSendingDefaults } from '../sending-defaults/commands';
import { useApiServer } from '../testing/api-server';
import { useDatabase } from '../testing/database';
import { approveSender, makeAccount, makeKey } from '../testing/factories';
import { auditOf } from '../testing/users';
import { approveSenderId, rejectSenderId, removeSenderId, requestSenderId } from './commands';
import { countPendingSenderIds, findSenderId, listAllSenderIds, listApprovedSenders, listSenderIds } from './queries';
import { MAX_SENDER_IDS } from './schema';

useDatabase();
const gate = useApiServer();

const REASON = 'This is the name of a bank, not yours.';
let admin: UserActor;
let operator: UserActor;
beforeEach(async () => {
  admin = await makeAccount();
  operator = { ...(await makeAccount()), operator: true };
});

async function only(actor = admin) {
  const [sender, second] = await listSenderIds(actor);
  if (!sender || second) throw new Error('not exactly one sender ID');
  return sender;
}

async function revisionOf(keyId: string): Promise<number> {
  return (await db().apiKeyUsage.findUniqueOrThrow({ where: { apiKeyId: keyId } })).revision;
}

describe('a request', () => {
  test('leaves it pending until the operator approves it', async () => {
    const { id } = await requestSenderId(admin, { value: ' Acme ', note: 'Our shop' });
    expect(await only()).toMatchObject({
      ...{ id, value: 'Acme', kind: 'name', state: 'pending', note: 'Our shop', requestedBy: admin.username },
      ...{ decidedBy: null, decidedAt: null, reason: null, accountDefault: false, keys: [], moreKeys: false },
    });
    expect(await listApprovedSenders(admin)).toEqual([]);
    await approveSenderId(operator, { id });
    expect(await only()).toMatchObject({ state: 'approved', decidedBy: operator.username });
    expect(await listApprovedSenders(admin)).toEqual(['Acme']);
    expect(await auditOf(admin)).toMatchObject([
      { action: 'sender.requested', actorName: admin.username, detail: { value: 'Acme', note: 'Our shop' } },
      { action: 'sender.approved', actorName: operator.username, detail: { value: 'Acme', before: 'pending' } },
    ]);
  });

  test('by an operator is approved at once, also when pending', async () => {
    await requestSenderId(admin, { value: 'Acme', note: 'Our shop' });
    const runsBoth = { ...admin, operator: true };
    expect(await requestSenderId(runsBoth, { value: '37255555555' })).toMatchObject({
      value: '+37255555555',
      state: 'approved',
    });
    await requestSenderId(runsBoth, { value: 'Acme' });
    expect(await listSenderIds(admin)).toMatchObject([
      { value: '+37255555555', kind: 'number', state: 'approved' },
      { value: 'Acme', state: 'approved', note: 'Our shop' },
    ]);
  });

  test('is refused twice; a rejected one can be repeated', async () => {
    const { id } = await requestSenderId(admin, { value: '+372 5555 5555' });
    const again = requestSenderId(admin, { value: '37255555555' });
    await expect(again).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('waits') });
    await rejectSenderId(operator, { id, reason: REASON });
    expect(await only()).toMatchObject({ state: 'rejected', reason: REASON, decidedBy: operator.username });
    await requestSenderId(admin, { value: '37255555555', note: 'It is our own number.' });
    expect(await only()).toMatchObject({ id, state: 'pending', note: 'It is our own number.', reason: null });
    await approveSenderId(operator, { id });
    await expect(requestSenderId(admin, { value: '37255555555' })).rejects.toThrow('approved already');
  });

  test.each([
    [{ value: 'much too long a name' }, ['value']],
    [{ value: '' }, ['value']],
    [{ value: 'Shop', note: 'x'.repeat(501) }, ['note']],
    [{ value: 'Shop', note: '\0' }, ['note']],
  ])('with %j names the field', async (input, fields) => {
    const refused = await requestSenderId(admin, input).catch((error: unknown) => error);
    expect((refused as { issues: { path: string[] }[] }).issues.map(({ path }) => path[0])).toEqual(fields);
    expect(await listSenderIds(admin)).toEqual([]);
  });

  test("keeps the account's limit under concurrency", async () => {
    const rows = Array.from({ length: MAX_SENDER_IDS - 2 }, (_, i) => ({
      ...{ accountId: admin.accountId, value: String(1_000 + i), requestedByName: 'Ann' },
      id: crypto.randomUUID(),
    }));
    await db().senderId.createMany({ data: rows });
    const requests = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) => requestSenderId(admin, { value: `Name ${i}` })),
    );
    expect(requests.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const answer of requests) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' });
    }
    expect(await listSenderIds(admin)).toHaveLength(MAX_SENDER_IDS);
  });
});

describe('deciding', () => {
  test('names the first operator, and is refused after the state has changed', async () => {
    const { id } = await requestSenderId(admin, { value: 'Acme' });
    await approveSenderId(operator, { id, seen: 'pending' });
    const late = { ...operator, username: 'late' };
    const conflict = {
      code: 'conflict',
      message: expect.stringContaining(`approved already, by ${operator.username}`),
    };
    await expect(approveSenderId(late, { id })).rejects.toMatchObject(conflict);
    await expect(rejectSenderId(late, { id, reason: REASON, seen: 'pending' })).rejects.toMatchObject(conflict);
    expect(await only()).toMatchObject({ state: 'approved' });
    await rejectSenderId(late, { id, reason: REASON, seen: 'approved' });
    await expect(rejectSenderId(late, { id, reason: REASON })).rejects.toMatchObject({ code: 'conflict' });
    await approveSenderId(late, { id });
    expect(await only()).toMatchObject({ state: 'approved', decidedBy: 'late', reason: null });
  });

  test('concurrently results in one decision', async () => {
    const { id } = await requestSenderId(admin, { value: 'Acme' });
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        i % 2
          ? approveSenderId(operator, { id, seen: 'pending' })
          : rejectSenderId(operator, { id, reason: REASON, seen: 'pending' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await auditOf(admin)).filter(({ action }) => /approved|rejected/.test(action))).toHaveLength(1);
  });

  test('requires a reason to reject, and an existing sender ID', async () => {
    const { id } = await requestSenderId(admin, { value: 'Acme' });
    await expect(rejectSenderId(operator, { id, reason: 'No.' })).rejects.toThrow('10 characters');
    const absent = '01900000-0000-7000-8000-000000000000';
    await expect(approveSenderId(operator, { id: absent })).rejects.toMatchObject({ code: 'not_found' });
    await expect(findSenderId(operator, admin.accountId, 'Other')).rejects.toMatchObject({ code: 'not_found' });
    expect(await findSenderId(operator, admin.accountId, ' Acme')).toBe(id);
  });
});

describe("invalidation of the account's cached keys", () => {
  test('happens when the approved sender IDs change, and only then', async () => {
    const [first, second] = [await makeKey(admin), await makeKey(admin)];
    const stranger = await makeAccount();
    const theirs = await makeKey(stranger);
    const revisions = () => Promise.all([first, second, theirs].map(({ id }) => revisionOf(id)));
    const grewBy = async (run: () => Promise<unknown>) => {
      const before = await revisions();
      await run();
      return (await revisions()).map((revision, i) => revision - (before[i] ?? 0));
    };
    const { id } = await requestSenderId(admin, { value: 'Acme' });
    expect(await grewBy(() => requestSenderId(admin, { value: 'Other' }))).toEqual([0, 0, 0]);
    expect(await grewBy(() => approveSenderId(operator, { id }))).toEqual([1, 1, 0]);
    expect(await grewBy(() => rejectSenderId(operator, { id, reason: REASON }))).toEqual([1, 1, 0]);
    expect(await grewBy(() => removeSenderId(admin, id))).toEqual([0, 0, 0]);
    const added = await approveSender(admin, 'Acme');
    expect(await grewBy(() => removeSenderId(admin, added))).toEqual([1, 1, 0]);
    expect(await grewBy(() => approveSender(admin, 'Acme'))).toEqual([1, 1, 0]);
  });
});

test('applies an approval and its withdrawal to the next request', async () => {
  const { key } = await makeKey(admin);
  const send = async (from: string) => {
    const { status, json } = await gate.post({ to: '+37255555555', text: 'hi', from }, { 'x-api-key': key });
    return json.code ?? status;
  };
  const { id } = await requestSenderId(admin, { value: '+37255555555' });
  expect(await send('37255555555')).toBe('sender_not_approved');
  await approveSenderId(operator, { id });
  expect([await send('37255555555'), await send('+372 5555 5555')]).toEqual([202, 202]);
  await rejectSenderId(operator, { id, reason: REASON });
  expect(await send('37255555555')).toBe('sender_not_approved');
});

describe('removing', () => {
  test('is refused while a key or the account has it as its default, naming them', async () => {
    const id = await approveSender(admin, 'Acme');
    const names = ['Shop', 'Login', 'Alarm', 'Fourth'];
    for (const name of names) await createKey(admin, { name, defaultSender: 'Acme' });
    expect(await only()).toMatchObject({
      keys: [{ name: 'Shop' }, { name: 'Login' }, { name: 'Alarm' }],
      moreKeys: true,
    });
    await expect(removeSenderId(admin, id)).rejects.toThrow(
      '“Acme” is the default sender of the key “Shop”, the key “Login”, the key “Alarm”, others.',
    );
    await setSendingDefaults(admin, { defaultSender: 'Acme', autoReplace: null, dlrUrl: null });
    await db().apiKey.updateMany({ where: { accountId: admin.accountId }, data: { defaultSender: null } });
    expect(await only()).toMatchObject({ accountDefault: true, keys: [] });
    await expect(removeSenderId(admin, id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('the account itself'),
    });
    await setSendingDefaults(admin, { defaultSender: null, autoReplace: null, dlrUrl: null });
    await removeSenderId(admin, id);
    expect(await listSenderIds(admin)).toEqual([]);
    expect((await auditOf(admin)).at(-1)).toMatchObject({ action: 'sender.removed', detail: { value: 'Acme' } });
  });

  test('is refused, or the default is, when a key concurrently makes it its default', async () => {
    for (let round = 0; round < 5; round++) {
      const value = `Acme ${round}`;
      const id = await approveSender(admin, value);
      const key = await makeKey(admin);
      const settings = { id: key.id, defaultSender: value, autoReplace: null, dlrUrl: null };
      const answers = await Promise.allSettled([
        removeSenderId(admin, id),
        setSendSettings(admin, settings),
        createKey(admin, { name: `Made ${round}`, defaultSender: value }),
      ]);
      const isThere = (await db().senderId.count({ where: { id } })) > 0;
      const users = await db().apiKey.count({ where: { accountId: admin.accountId, defaultSender: value } });
      expect(isThere).toBe(users > 0);
      for (const answer of answers) {
        if (answer.status === 'rejected') expect(['conflict', 'invalid_fields']).toContain(answer.reason.code);
      }
    }
  });

  test('does not affect other accounts', async () => {
    const stranger = await makeAccount();
    const id = await approveSender(admin, 'Acme');
    for (const unknown of [id, 'x']) {
      await expect(removeSenderId(stranger, unknown)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await listSenderIds(stranger)).toEqual([]);
    await expect(createKey(stranger, { name: 'Shop', defaultSender: 'Acme' })).rejects.toMatchObject({
      code: 'invalid_fields',
      fields: { defaultSender: expect.stringContaining('not among the approved sender IDs') },
    });
    await requestSenderId(stranger, { value: 'Acme' });
    expect(await only(stranger)).toMatchObject({ state: 'pending' });
    expect(await only()).toMatchObject({ id, state: 'approved' });
  });
});

describe('a default sender', () => {
  test('of a key must be approved; the message depends on its state', async () => {
    const { id } = await makeKey(admin);
    const set = (defaultSender: string | null) =>
      setSendSettings(admin, { id, defaultSender, autoReplace: null, dlrUrl: null });
    const { id: senderId } = await requestSenderId(admin, { value: '+37255555555' });
    await expect(set('37255555555')).rejects.toMatchObject({
      fields: { defaultSender: expect.stringContaining('waits') },
    });
    await approveSenderId(operator, { id: senderId });
    await set('37255555555');
    await rejectSenderId(operator, { id: senderId, reason: REASON });
    // The key's current default is not checked again, so that its other settings can still be changed.
    await setSendSettings(admin, { id, defaultSender: '37255555555', autoReplace: 'on', dlrUrl: null });
    expect(await only()).toMatchObject({ state: 'rejected', keys: [{ id }] });
    await set(null);
    await expect(set('37255555555')).rejects.toMatchObject({
      fields: { defaultSender: expect.stringContaining('rejected') },
    });
  });
});

describe('the operator’s list', () => {
  test('pages through all in both directions, pending ones first, oldest first', async () => {
    await db().senderId.deleteMany();
    const ids: string[] = [];
    for (let i = 0; i < 60; i++) ids.push((await requestSenderId(admin, { value: `Name ${i}` })).id);
    const [approved = '', rejected = ''] = [ids[0], ids[30]];
    await approveSenderId(operator, { id: approved });
    await rejectSenderId(operator, { id: rejected, reason: REASON });
    const waiting = ids.filter((id) => id !== approved && id !== rejected);
    const first = await listAllSenderIds(operator);
    expect(first).toMatchObject({ previous: null, rows: { length: 50 } });
    expect(first.rows[0]).toMatchObject({
      accountId: admin.accountId,
      accountName: expect.stringMatching(/^Account/),
    });
    const second = await listAllSenderIds(operator, { after: first.next ?? undefined });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([...waiting, approved, rejected]);
    expect(second.next).toBeNull();
    expect(await listAllSenderIds(operator, { before: second.previous ?? undefined })).toEqual(first);
    expect((await listAllSenderIds(operator, { state: 'rejected' })).rows).toMatchObject([{ id: rejected }]);
    expect((await listAllSenderIds(operator, { accountId: operator.accountId })).rows).toEqual([]);
    expect((await listAllSenderIds(operator, { after: 'nonsense', state: 'x' as 'pending' })).rows).toEqual(first.rows);
    expect([await countPendingSenderIds(operator, 10), await countPendingSenderIds(operator, 99)]).toEqual([10, 58]);
  });
});
