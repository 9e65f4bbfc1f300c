import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { perform } from '../actions/perform';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { makeColleague } from '../testing/users';
import { setScopes } from './commands/configure-key';
import { copyKey, copyWebhookSecret } from './commands/copy-key';
import { patchManagedKey } from './commands/manage-key';
import { rotateKey } from './commands/rotate-key';
import { getKeyDetail } from './queries/key-detail';
import { getKey, listKeys } from './queries/list-keys';
import { keyIdSchema } from './schema';

useDatabase();

let admin: UserActor;
let basic: UserActor;
let advanced: UserActor;
beforeAll(async () => {
  admin = await makeAccount();
  [basic, advanced] = [await makeColleague(admin, 'basic'), await makeColleague(admin, 'advanced')];
});

const copyBy = (actor: UserActor, id: string) =>
  perform(
    async () => actor,
    keyIdSchema,
    (reader, input) => copyKey(reader, input.id),
    { id },
  );

test('allows only administrators to copy a key that manages keys, and records each refusal', async () => {
  const { id, key } = await makeKey(admin, { scopes: ['sms:send', 'keys:manage'] });
  for (const reader of [basic, advanced]) {
    expect(await copyBy(reader, id)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const refused = { actorId: reader.userId, action: 'access.refused' };
    expect(await db().auditEvent.findFirst({ where: refused })).toMatchObject({
      detail: { needed: 'keys:create, keys:update, keys:delete' },
    });
  }
  expect(await db().auditEvent.count({ where: { targetId: id, action: 'key.copied' } })).toBe(0);
  expect(await copyBy(admin, id)).toEqual({ ok: true, data: key });
});

test('offers the copy in table and page only to users who may copy', async () => {
  const { id } = await makeKey(admin, { scopes: ['keys:manage'] });
  const sending = await makeKey(admin);
  for (const reader of [basic, advanced]) {
    const hidden = { copyable: false, notCopyable: 'beyond_reader' };
    expect(await getKey(reader, id)).toMatchObject(hidden);
    expect(await getKeyDetail(reader, id)).toMatchObject(hidden);
    expect((await listKeys(reader)).keys.find((key) => key.id === id)).toMatchObject(hidden);
    expect(await getKey(reader, sending.id)).toMatchObject({ copyable: true, notCopyable: null });
    expect(await copyBy(reader, sending.id)).toEqual({ ok: true, data: sending.key });
  }
  expect(await getKey(admin, id)).toMatchObject({ copyable: true, notCopyable: null });
});

test('an added scope prevents copying, and is refused while a member without it has the key', async () => {
  const scopes = ['sms:send' as const, 'keys:manage' as const];
  const untouched = await makeKey(admin);
  await copyWebhookSecret(basic, untouched.id);
  await setScopes(admin, { id: untouched.id, scopes });
  expect(await copyBy(basic, untouched.id)).toMatchObject({ ok: false, error: { code: 'forbidden' } });

  const copied = await makeKey(admin);
  await copyKey(admin, copied.id);
  await copyKey(basic, copied.id);
  const refused = { code: 'invalid_fields', fields: { scopes: expect.stringContaining(basic.username) } };
  await expect(setScopes(admin, { id: copied.id, scopes })).rejects.toMatchObject(refused);
  await expect(patchManagedKey(admin, copied.id, { scopes })).rejects.toMatchObject(refused);
  await rotateKey(admin, { id: copied.id, overlapS: 3_600 });
  await expect(setScopes(admin, { id: copied.id, scopes })).rejects.toMatchObject(refused);
  await rotateKey(admin, { id: copied.id, overlapS: 0 });
  await setScopes(admin, { id: copied.id, scopes });
  expect(await getKeyDetail(admin, copied.id)).toMatchObject({ scopes });
});

test('allows a promoted member to copy and refuses a demoted one', async () => {
  const { id } = await makeKey(admin, { scopes: ['keys:manage'] });
  expect(await copyBy({ ...basic, role: 'admin' }, id)).toMatchObject({ ok: true });
  expect(await copyBy({ ...admin, role: 'basic' }, id)).toMatchObject({ ok: false });
});
