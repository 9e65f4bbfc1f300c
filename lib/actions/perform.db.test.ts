import { expect, test } from 'vitest';
import * as z from 'zod';
import { invalidFields } from '../base/errors';
import { db } from '../database/db';
import { createKey } from '../keys/commands/create-key';
import { deleteKeys, setKeysEnabled } from '../keys/commands/switch-keys';
import { createKeySchema, keyIdSchema, setKeyEnabledSchema } from '../keys/schema';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { perform } from './perform';

useDatabase();

test.each(['advanced', 'basic'] as const)('a member with role %s cannot change a key with any input', async (role) => {
  const admin = await makeAccount();
  const { id } = await makeKey(admin);
  const member = async () => ({ ...admin, role });
  const before = await db().apiKey.findMany({ where: { accountId: admin.accountId } });
  const answers = [
    await perform(member, createKeySchema, createKey, { name: 'Mine' }),
    await perform(member, setKeyEnabledSchema, (actor, input) => setKeysEnabled(actor, [input.id], input.enabled), {
      id,
      enabled: false,
    }),
    await perform(member, keyIdSchema, (actor, input) => deleteKeys(actor, [input.id]), { id }),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  const refused = await db().auditEvent.findMany({
    where: { accountId: admin.accountId, action: 'access.refused' },
    orderBy: { seq: 'asc' },
  });
  expect(refused.map(({ detail }) => detail)).toEqual([
    { needed: 'keys:create' },
    { needed: 'keys:update' },
    { needed: 'keys:delete' },
  ]);
  expect(await db().apiKey.findMany({ where: { accountId: admin.accountId } })).toEqual(before);
});

test('runs nothing without a session', async () => {
  let ran = false;
  const answer = await perform(
    async () => null,
    z.object({}),
    async () => {
      ran = true;
    },
    {},
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'signed_out' } });
  expect(ran).toBe(false);
});

test('returns field problems as plain objects, which React requires', async () => {
  const admin = await makeAccount();
  const refuse = async () => {
    throw invalidFields({ dlrUrl: 'Use another one.' });
  };
  for (const [schema, input] of [
    [createKeySchema, { name: '' }],
    [z.object({}), {}],
  ] as const) {
    const answer = await perform(async () => admin, schema, refuse, input);
    const fields = answer.ok ? undefined : answer.error.fields;
    expect(Object.keys(fields ?? {})).toHaveLength(1);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  }
});

test.each([undefined, null, 'text', 7, [], { name: 7 }, { name: '' }, { name: 'x'.repeat(101) }])(
  'refuses input %j and changes nothing',
  async (input) => {
    const admin = await makeAccount();
    const answer = await perform(async () => admin, createKeySchema, createKey, input);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_fields' } });
    expect(await db().apiKey.count({ where: { accountId: admin.accountId } })).toBe(0);
  },
);

test("responds not found for another account's key", async () => {
  const [mine, theirs] = await Promise.all([makeAccount(), makeAccount()]);
  const { id } = await makeKey(theirs);
  const answer = await perform(
    async () => mine,
    keyIdSchema,
    (actor, input) => deleteKeys(actor, [input.id]),
    { id },
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } });
});

test('returns a name that exists as a problem of its field', async () => {
  const admin = await makeAccount();
  await createKey(admin, { name: 'Shop' });
  const answer = await perform(async () => admin, createKeySchema, createKey, { name: ' Shop ' });
  expect(answer).toMatchObject({ ok: false, error: { fields: { name: expect.stringContaining('Another key') } } });
});

test.each([
  ['a command', { name: 'Shop' }],
  ['the schema', { name: '' }],
])('returns the fields refused by %s as a plain object, which React can serialize', async (_, input) => {
  const admin = await makeAccount();
  await createKey(admin, { name: 'Shop' });
  const answer = await perform(async () => admin, createKeySchema, createKey, input);
  const fields = answer.ok ? undefined : answer.error.fields;
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
});

test('hides the internals of an unknown error', async () => {
  const admin = await makeAccount();
  const answer = await perform(
    async () => admin,
    z.object({}),
    async () => {
      throw new Error('SELECT secret FROM inside');
    },
    {},
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('secret');
});

test('passes redirects of Next through', async () => {
  const admin = await makeAccount();
  const signal = Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;push;/sign-in;307;' });
  const run = () => Promise.reject(signal);
  await expect(perform(async () => admin, z.object({}), run, {})).rejects.toBe(signal);
});
