import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { db } from '@/lib/database/db';
import { type ApiResponse, useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makePair } from '@/lib/testing/factories';
import { hmacHeaders } from '@/lib/testing/hmac-headers';

useDatabase();
const gate = useApiServer();

const BODY = JSON.stringify({ to: '+37255555555', text: 'hi' });
const isMarked = (answer: ApiResponse) => answer.headers.get('idempotency-replayed') === 'true';

let actor: UserActor;
beforeAll(async () => {
  actor = await makeAccount();
});

test('creates one message for identical requests of one second, and marks every replay', async () => {
  const pair = await makePair(actor, 'hmac');
  const headers = hmacHeaders(pair, { body: BODY });
  const answers = await Promise.all([1, 2, 3].map(() => gate.request('POST', '/api/sms', headers, BODY)));
  answers.push(await gate.request('POST', '/api/sms', headers, BODY));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  expect(answers.filter(isMarked)).toHaveLength(3);
  expect(answers.map(isMarked).at(-1)).toBe(true);
  expect(await db().message.count({ where: { apiKeyId: pair.id } })).toBe(1);
});

test('marks the replay of an identical batch', async () => {
  const pair = await makePair(actor, 'hmac');
  const path = '/api/sms/batch';
  const body = JSON.stringify({ messages: [JSON.parse(BODY)] });
  const headers = hmacHeaders(pair, { path, body });
  const [first, again] = [
    await gate.request('POST', path, headers, body),
    await gate.request('POST', path, headers, body),
  ];
  expect([first, again].map(isMarked)).toEqual([false, true]);
  expect(again.json).toEqual(first.json);
});
