import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { db } from '@/lib/database/db';
import { addReplacement } from '@/lib/replacements/commands';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

const TO = '+37255555555';
let actor: UserActor;
let headers: Record<string, string>;
beforeAll(async () => {
  actor = await makeAccount();
  const { key } = await makeKey(actor, { scopes: ['sms:send', 'sms:read', 'keys:manage'] });
  headers = { 'x-api-key': key };
  await addReplacement(actor, { search: 'x', replacement: '' });
  await addReplacement(actor, { search: '\u200b', replacement: '-' });
  await addReplacement(actor, { search: 'ö', replacement: 'oeoeoeoeoe' });
});

const UNSEEN = [
  '\u200b',
  ' ',
  '\n\r\n',
  '\u3164',
  '\u115f\u1160',
  '\u2800',
  '\ufe0f',
  '\u{e0041}',
  '\u0007',
  '\u202e\u202c',
  '\u00ad',
  '\u0301',
  '\ufeff',
];
const form = (fields: Record<string, string>) =>
  gate.request(
    'POST',
    '/api/sms',
    { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams(fields).toString(),
  );

describe('validation applies to the text as it is sent', () => {
  test.each(UNSEEN)('refuses %j without visible characters in every way of sending', async (text) => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    for (const autoReplace of ['off', 'full']) {
      const table = text === '\u200b' && autoReplace === 'full';
      const answers = [
        await gate.post({ to: TO, text, auto_replace: autoReplace }, headers),
        await gate.post({ to: [TO, '+37255555556'], text, auto_replace: autoReplace }, headers),
        await gate.post({ to: TO, text, auto_replace: autoReplace, send_at: sendAt }, headers),
        await form({ to: TO, text, auto_replace: autoReplace }),
        await gate.postBatch([{ to: TO, text, auto_replace: autoReplace }], headers),
      ];
      const expected = table ? 202 : 422;
      expect(answers.map(({ status }) => status).slice(0, 4)).toEqual([expected, expected, expected, expected]);
      if (!table)
        expect(answers[0]?.json).toMatchObject({ errors: expect.anything(), detail: expect.stringContaining('text') });
    }
  });

  test('ignores characters that auto-replace removes, and checks those that it inserts', async () => {
    const emptied = await gate.post({ to: TO, text: 'xx x', auto_replace: 'on' }, headers);
    expect(emptied.status).toBe(422);
    expect(JSON.stringify(emptied.json)).toContain('Auto-replace leaves nothing visible');
    expect(await gate.post({ to: TO, text: 'xx', auto_replace: 'off' }, headers)).toMatchObject({ status: 202 });
    expect((await gate.post({ to: TO, text: '\u200b', auto_replace: 'on' }, headers)).json).toMatchObject({
      text: '-',
    });
    const long = await gate.post({ to: TO, text: 'ö'.repeat(200), auto_replace: 'on' }, headers);
    expect(JSON.stringify(long.json)).toContain('14 segments');
  });

  test('refuses one invalid text of a batch separately', async () => {
    const { status, json } = await gate.postBatch(
      [
        { to: TO, text: 'Hello' },
        { to: TO, text: '\u3164' },
      ],
      headers,
    );
    expect(status).toBe(202);
    expect(JSON.stringify(json)).toContain('The text has no visible character');
    expect(await db().message.count({ where: { accountId: actor.accountId, text: '\u3164' } })).toBe(0);
  });
});

test('sends to pasted numbers in E.164, and once to a recipient in two spellings', async () => {
  const to = ['+49 (0)176 12345678', '\u202a+4917612345678\u202c', '\uff0b４９１７６１２３４５６７８'];
  const { json } = await gate.post({ to, text: 'Hello' }, headers);
  expect(json).toMatchObject({ messages: [{ to: '+4917612345678' }] });
  const bare = await form({ to: '+37255555555', text: 'Hello' }).then(() =>
    gate.request(
      'POST',
      '/api/sms',
      { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      'to=+37255555555&text=Hello',
    ),
  );
  expect(JSON.stringify(bare.json)).toContain('%2B');
});

test.each(['\u200b', '\u3164', 'Shop\u202e', 'Sh\nop', '\u001b[31mShop', '\ue000', '\u0301'])(
  'rejects %j as the name of a key when creating or renaming, and as a reference',
  async (name) => {
    const json = { ...headers, 'content-type': 'application/json' };
    const made = await gate.request('POST', '/api/keys', json, JSON.stringify({ name }));
    expect(made.status).toBe(422);
    const { id } = await makeKey(actor);
    expect((await gate.request('PATCH', `/api/keys/${id}`, json, JSON.stringify({ name }))).status).toBe(422);
    expect((await gate.post({ to: TO, text: 'Hello', reference: name }, headers)).status).toBe(422);
    expect((await gate.post({ to: TO, text: 'Hello', metadata: { [name]: 'x' } }, headers)).status).toBe(422);
  },
);
