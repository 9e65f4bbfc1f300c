import { beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { toAppError } from '../database/translate-error';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { auditOf } from '../testing/users';
import { addReplacement, changeReplacement, deleteReplacement, importReplacements, restoreDefaults } from './commands';
import { getReplacementTable, listReplacements } from './queries';
import { DEFAULT_PAIRS, MAX_ENTRIES, type Pair } from './rules';
import { replacementFilterSchema } from './schema';

useDatabase();

let actor: UserActor;
beforeEach(async () => {
  actor = await makeAccount();
});

const list = (filter = {}, as = actor) => listReplacements(as, replacementFilterSchema.parse(filter));
const tableOf = async (as = actor) =>
  (await db().autoReplacement.findMany({ where: { accountId: as.accountId }, orderBy: { id: 'desc' } })).map(
    ({ search, replacement }) => [search, replacement],
  );
const set = (...pairs: [string, string][]) =>
  importReplacements(actor, { text: pairs.map((pair) => pair.join(',')).join('\n'), mode: 'replace' });
const idOf = async (search: string) =>
  (await db().autoReplacement.findFirstOrThrow({ where: { accountId: actor.accountId, search } })).id;
const lastAudit = async () => (await auditOf(actor)).at(-1);
const DEFAULTS = DEFAULT_PAIRS.map(({ search, replacement }) => [search, replacement]);

describe('adding', () => {
  test("adds only the given entry to a new account's empty table", async () => {
    expect(await getReplacementTable(actor)).toEqual([]);
    await addReplacement(actor, { search: 'ž', replacement: 'zh' });
    expect(await tableOf()).toEqual([['ž', 'zh']]);
    expect(await lastAudit()).toMatchObject({
      action: 'replacement.added',
      detail: { search: 'ž', after: 'zh' },
    });
    await addReplacement(actor, { search: 'š', replacement: '' });
    expect(await tableOf()).toEqual([
      ['š', ''],
      ['ž', 'zh'],
    ]);
  });

  test.each<[Pair, string]>([
    [{ search: '', replacement: 'x' }, 'search'],
    [{ search: 'x', replacement: 'x' }, 'replacement'],
    [{ search: 'x'.repeat(41), replacement: '' }, 'search'],
    [{ search: 'x', replacement: 'x'.repeat(101) }, 'replacement'],
    [{ search: '\0', replacement: '' }, 'search'],
    [{ search: 'x', replacement: '\ud800' }, 'replacement'],
  ])('refuses %j at its field', async (pair, field) => {
    await expect(addReplacement(actor, pair)).rejects.toMatchObject({ issues: [{ path: [field] }] });
  });

  test('refuses an existing search, but not that of another account', async () => {
    await set(['ž', 'z']);
    await expect(addReplacement(actor, { search: 'ž', replacement: 'x' })).rejects.toMatchObject({
      code: 'invalid_fields',
      fields: { search: expect.stringContaining('already') },
    });
    const other = await makeAccount();
    await addReplacement(other, { search: 'ž', replacement: 'x' });
    expect(await tableOf()).toEqual([['ž', 'z']]);
  });

  test('concurrent additions keep the limit and unique searches', async () => {
    const almost = Array.from({ length: MAX_ENTRIES - 2 }, (_, i): [string, string] => [`w${i}`, 'x']);
    await set(...almost);
    const searches = ['a', 'a', 'b', 'c', 'd'];
    const done = await Promise.allSettled(searches.map((search) => addReplacement(actor, { search, replacement: '' })));
    const codes = done.map((each) => (each.status === 'rejected' ? each.reason.code : 'ok'));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(2);
    expect(codes.filter((code) => code === 'invalid_fields')).toHaveLength(3);
    expect(await tableOf()).toHaveLength(MAX_ENTRIES);
  });
});

describe('changing', () => {
  test('keeps the entry’s position and records before and after', async () => {
    await set(['ž', 'z'], ['š', 's']);
    await changeReplacement(actor, { id: await idOf('ž'), search: 'Ž', replacement: 'Zh' });
    expect(await tableOf()).toEqual([
      ['Ž', 'Zh'],
      ['š', 's'],
    ]);
    expect(await lastAudit()).toMatchObject({
      action: 'replacement.changed',
      detail: { before: 'ž → z', after: 'Ž → Zh' },
    });
  });

  test('writes nothing without a difference', async () => {
    await set(['ž', 'z']);
    const before = await auditOf(actor);
    await changeReplacement(actor, { id: await idOf('ž'), search: 'ž', replacement: 'z' });
    expect(await auditOf(actor)).toEqual(before);
  });

  test("refuses another entry's search", async () => {
    await set(['ž', 'z'], ['š', 's']);
    const id = await idOf('ž');
    await expect(changeReplacement(actor, { id, search: 'š', replacement: 'x' })).rejects.toMatchObject({
      fields: { search: expect.any(String) },
    });
  });

  test("and deleting respond not found for another account's entry", async () => {
    await set(['ž', 'z']);
    const id = await idOf('ž');
    const other = await makeAccount();
    await expect(changeReplacement(other, { id, search: 'a', replacement: 'b' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(deleteReplacement(other, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteReplacement(actor, 'no id')).rejects.toMatchObject({ code: 'not_found' });
    expect(await tableOf()).toEqual([['ž', 'z']]);
  });
});

test('deletes one entry, and with the last one leaves an empty table', async () => {
  await set(['ž', 'z'], ['š', 's']);
  await deleteReplacement(actor, await idOf('ž'));
  expect(await getReplacementTable(actor)).toEqual([{ search: 'š', replacement: 's' }]);
  await deleteReplacement(actor, await idOf('š'));
  expect(await getReplacementTable(actor)).toEqual([]);
  expect(await lastAudit()).toMatchObject({ action: 'replacement.deleted', detail: { search: 'š', before: 's' } });
});

test('loads the default table into an empty one', async () => {
  await restoreDefaults(actor);
  expect(await getReplacementTable(actor)).toEqual(DEFAULT_PAIRS);
});

test('restores the default table, also repeatedly', async () => {
  await set(['ž', 'z'], ['…', '..']);
  await restoreDefaults(actor);
  expect((await tableOf()).sort()).toEqual([...DEFAULTS].sort());
  expect(await lastAudit()).toMatchObject({
    action: 'replacements.restored',
    detail: { added: DEFAULTS.length - 1, changed: 1, removed: 1 },
  });
  const before = await auditOf(actor);
  await restoreDefaults(actor);
  expect(await auditOf(actor)).toEqual(before);
});

describe('importing', () => {
  test('merge adds and updates, and keeps the rest', async () => {
    await set(['ž', 'z'], ['š', 's'], ['č', 'c']);
    const text = '\ufeffsearch,replacement\r\n"š","sh"\r\nč,c\r\n"„",""""\r\n';
    expect(await importReplacements(actor, { text, mode: 'merge' })).toEqual({ added: 1, changed: 1, removed: 0 });
    expect((await tableOf()).sort()).toEqual(
      [
        ['ž', 'z'],
        ['š', 'sh'],
        ['č', 'c'],
        ['„', '"'],
      ].sort(),
    );
    expect(await lastAudit()).toMatchObject({
      action: 'replacements.imported',
      detail: { mode: 'merge', added: 1, changed: 1, removed: 0, entries: ['š → sh', '„ → "'] },
    });
  });

  test('merge into an empty table adds only the file’s entries', async () => {
    expect(await importReplacements(actor, { text: '…,..', mode: 'merge' })).toEqual({
      added: 1,
      changed: 0,
      removed: 0,
    });
    expect(await tableOf()).toEqual([['…', '..']]);
  });

  test('replace with a file that has only a header empties the table', async () => {
    await set(['ž', 'z'], ['š', 's']);
    const text = 'search,replacement\r\n';
    expect(await importReplacements(actor, { text, mode: 'replace' })).toEqual({ added: 0, changed: 0, removed: 2 });
    expect(await tableOf()).toEqual([]);
    await expect(importReplacements(actor, { text: '\n', mode: 'replace' })).rejects.toMatchObject({
      fields: { text: expect.any(String) },
    });
  });

  test('replace makes the table equal to the file, in its order', async () => {
    await set(['ž', 'z'], ['š', 's']);
    const result = await importReplacements(actor, { text: 'b,2\nž,zh\na,1', mode: 'replace' });
    expect(result).toEqual({ added: 2, changed: 1, removed: 1 });
    expect(await tableOf()).toEqual([
      ['b', '2'],
      ['a', '1'],
      ['ž', 'zh'],
    ]);
  });

  test('refuses a file with an invalid line, names all problems and changes nothing', async () => {
    await set(['ž', 'z']);
    const before = await auditOf(actor);
    for (const mode of ['merge', 'replace'] as const) {
      await expect(importReplacements(actor, { text: 'a,b\nc;d\ne,e\n', mode })).rejects.toMatchObject({
        code: 'invalid_fields',
        message: '2 lines are invalid; nothing was imported.',
        fields: { 'line 2': expect.stringContaining('comma'), 'line 3': expect.stringContaining('are the same') },
      });
    }
    expect(await tableOf()).toEqual([['ž', 'z']]);
    expect(await auditOf(actor)).toEqual(before);
  });

  test('refuses more entries than the limit and changes nothing', async () => {
    await set(['ž', 'z']);
    const text = Array.from({ length: MAX_ENTRIES }, (_, i) => `w${i},x`).join('\n');
    await expect(importReplacements(actor, { text, mode: 'merge' })).rejects.toMatchObject({
      fields: { text: expect.stringContaining('1001 entries') },
    });
    expect(await tableOf()).toEqual([['ž', 'z']]);
    expect(await importReplacements(actor, { text, mode: 'replace' })).toMatchObject({
      added: MAX_ENTRIES,
      removed: 1,
    });
  });

  test.each([
    ['an empty file', 'search,replacement\n'],
    ['more than 64 KiB', `a,b\n${'\n'.repeat(64 * 1024)}`],
  ])("refuses %s at the file's field", async (_, text) => {
    const refusal = await importReplacements(actor, { text, mode: 'merge' }).catch((error: unknown) => error);
    expect(toAppError(refusal)).toMatchObject({ code: 'invalid_fields', fields: { text: expect.any(String) } });
    expect(await tableOf()).toEqual([]);
  });

  test('the audit event lists the first twenty of hundreds', async () => {
    await set(...Array.from({ length: 300 }, (_, i): [string, string] => [`w${i}`, 'x']));
    const detail = (await lastAudit())?.detail as { entries: string[] };
    expect(detail).toMatchObject({ added: 300 });
    expect(detail.entries).toHaveLength(20);
  });
});

describe('the list', () => {
  beforeEach(() => set(...Array.from({ length: 120 }, (_, i): [string, string] => [`w${i}`, `50% of ${i}`])));

  test('pages through all entries in both directions', async () => {
    const first = await list();
    expect([first.rows.length, first.previous, first.total]).toEqual([50, null, 120]);
    const second = await list({ before: first.next });
    const third = await list({ before: second.next });
    expect([third.rows.length, third.next]).toEqual([20, null]);
    const seen = [first, second, third].flatMap(({ rows }) => rows.map(({ search }) => search));
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => `w${i}`));
    const back = await list({ after: third.previous });
    expect(back).toEqual(second);
  });

  test.each([
    ['w11', ['w11', 'w110', 'w111', 'w112', 'w113', 'w114', 'w115', 'w116', 'w117', 'w118', 'w119']],
    ['W119', ['w119']],
    ['% of 7', ['w7', 'w70', 'w71', 'w72', 'w73', 'w74', 'w75', 'w76', 'w77', 'w78', 'w79']],
    ['_', []],
  ])('finds %j in searches and replacements', async (search, expected) => {
    const { rows: entries, total } = await list({ search });
    expect(entries.map((entry) => entry.search)).toEqual(expected);
    expect(total).toBe(120);
  });

  test('shows nothing of another account', async () => {
    const other = await makeAccount();
    expect(await list({}, other)).toEqual({ rows: [], previous: null, next: null, total: 0 });
    const [entry] = (await list()).rows;
    expect((await list({ before: entry?.id }, other)).rows).toEqual([]);
    expect(await getReplacementTable(other)).toEqual([]);
  });
});
