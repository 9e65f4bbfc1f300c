import { beforeEach, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { setSendSettings } from '../keys/commands/configure-key';
import { useApiServer } from '../testing/api-server';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { addReplacement, changeReplacement, deleteReplacement, importReplacements, restoreDefaults } from './commands';

useDatabase();
const gate = useApiServer();

let actor: UserActor;
beforeEach(async () => {
  actor = await makeAccount();
});

const idOf = async (search: string) =>
  (await db().autoReplacement.findFirstOrThrow({ where: { accountId: actor.accountId, search } })).id;

/** Returns the text as it will be sent, or the error code. */
const sent = async (key: string, text: string) => {
  const { json } = await gate.post({ to: '+37255555555', text }, { 'x-api-key': key });
  return json.code ?? json.text;
};
const makeReplacingKey = async (as = actor) => {
  const made = await makeKey(as);
  await setSendSettings(as, { id: made.id, defaultSender: null, autoReplace: 'on', dlrUrl: null });
  return made;
};

test('applies a changed table to the next request of every key of the account', async () => {
  const keys = await Promise.all([makeReplacingKey(), makeReplacingKey()]);
  const other = await makeReplacingKey(await makeAccount());
  const each = (text: string) => Promise.all([...keys, other].map(({ key }) => sent(key, text)));
  expect(await each('„ž ladu')).toEqual(['„ž ladu', '„ž ladu', '„ž ladu']);

  await addReplacement(actor, { search: 'ž', replacement: 'z' });
  expect(await each('„ž ladu')).toEqual(['„z ladu', '„z ladu', '„ž ladu']);
  await changeReplacement(actor, { id: await idOf('ž'), search: 'ž ladu', replacement: 'stock' });
  expect(await each('„ž ladu')).toEqual(['„stock', '„stock', '„ž ladu']);
  await deleteReplacement(actor, await idOf('ž ladu'));
  expect(await each('„ž ladu')).toEqual(['„ž ladu', '„ž ladu', '„ž ladu']);
  await importReplacements(actor, { text: 'ž,zh', mode: 'replace' });
  expect(await each('„ž ladu')).toEqual(['„zh ladu', '„zh ladu', '„ž ladu']);
  await restoreDefaults(actor);
  expect(await each('„ž ladu')).toEqual(['"ž ladu', '"ž ladu', '„ž ladu']);
});

test('acceptance and commands never deadlock', async () => {
  const keys = await Promise.all(Array.from({ length: 6 }, () => makeReplacingKey()));
  const sending = Array.from({ length: 60 }, (_, i) => sent(keys[i % keys.length]?.key ?? '', 'ž'));
  const changing = Array.from({ length: 6 }, (_, i) => addReplacement(actor, { search: `w${i}`, replacement: 'x' }));
  await Promise.all(changing);
  expect(new Set(await Promise.all(sending))).toEqual(new Set(['ž']));
  expect(await db().autoReplacement.count({ where: { accountId: actor.accountId } })).toBe(6);
});
