import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { db } from '@/lib/database/db';
import { setSendSettings } from '@/lib/keys/commands/configure-key';
import { flushRefusals } from '@/lib/refusals/record-refusal';
import { useApiServer } from '@/lib/testing/api-server';
import { countsOf, usesOf } from '@/lib/testing/counts';
import { useDatabase } from '@/lib/testing/database';
import { approveSender, makeAccount, makeKey } from '@/lib/testing/factories';
import { readMessage, readQueueRow } from '@/lib/testing/message-queue';
import { problemFields } from '@/lib/testing/problems';

useDatabase();
const gate = useApiServer();

const SMS = { to: '+37255555555', text: 'Hello' };
const number = (i: number) => `+3725${String(i).padStart(7, '0')}`;
let actor: UserActor;
let key: { id: string; key: string };

beforeAll(async () => {
  actor = await makeAccount();
  await approveSender(actor, 'Acme');
  key = await makeKey(actor);
});

const send = (body: unknown, headers: Record<string, string> = {}) =>
  gate.post(body, { 'x-api-key': key.key, ...headers });
const batch = (messages: unknown, headers: Record<string, string> = {}) =>
  gate.postBatch(messages, { 'x-api-key': key.key, ...headers });
const form = (fields: [string, string][]) =>
  gate.request(
    'POST',
    '/api/sms',
    { 'content-type': 'application/x-www-form-urlencoded', 'x-api-key': key.key },
    new URLSearchParams(fields).toString(),
  );
const idsOf = (json: unknown) => (json as { messages: { id: string }[] }).messages.map(({ id }) => id);
const timesUsed = async (id: string) => (await usesOf(id)).timesUsed;

describe('one message with every field', () => {
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const all = {
    ...SMS,
    to: '+372 5555-5555',
    text: 'Brontë 😀',
    from: 'Acme',
    auto_replace: 'FULL',
    dlr_url: 'http://127.0.0.1:9/dlr',
    send_at: sendAt,
    validity: 60,
    priority: 'high',
    reference: 'order-1',
    metadata: { order: '1', note: 'a "quoted" \\ one' },
  };

  test('returns how it will be sent, and stores the same in the database', async () => {
    const { status, json } = await send(all);
    expect(status).toBe(202);
    expect(json).toMatchObject({
      status: 'scheduled',
      to: '+37255555555',
      from: 'Acme',
      auto_replace: 'full',
      dlr_url: all.dlr_url,
      send_at: sendAt,
      valid_until: new Date(Date.parse(sendAt) + 3_600_000).toISOString(),
      priority: 'high',
      reference: 'order-1',
      metadata: all.metadata,
    });
    const row = await db().message.findUniqueOrThrow({ where: { id: json.id } });
    expect(row).toMatchObject({
      status: null,
      autoReplace: 'full',
      priority: 2,
      reference: 'order-1',
      metadata: all.metadata,
      text: json.text,
    });
    expect(await readMessage(json.id)).toMatchObject({ status: 'scheduled' });
    const queueRow = await readQueueRow(json.id);
    expect(queueRow).toMatchObject({ scheduled: true, priority: 2, messageIds: [json.id] });
    expect([row.sendAt, queueRow?.runAt].map((at) => at?.toISOString())).toEqual([sendAt, sendAt]);
    expect(row.validUntil.toISOString()).toBe(json.valid_until);
    const read = await gate.request('GET', `/api/sms/${json.id}`, { 'x-api-key': key.key });
    const { submitted_at, final_at, error_code, attempts, possible_duplicate, ...same } = read.json;
    expect(same).toEqual({ ...json, unreplaced: undefined });
  });

  test('a plain one after it has the defaults', async () => {
    const [plain, timed] = await Promise.all([send(SMS), send(all)]);
    expect([plain.json.status, timed.json.status]).toEqual(['queued', 'scheduled']);
    const row = await db().message.findUniqueOrThrow({ where: { id: plain.json.id } });
    expect(await readQueueRow(plain.json.id)).toMatchObject({ scheduled: false, priority: 1, attempts: 0 });
    expect(row).toMatchObject({ status: null, autoReplace: 'off', priority: 1, sendAt: null, metadata: null });
    expect(row.validUntil.getTime() - row.createdAt.getTime()).toBe(86_400_000);
    expect(plain.json).toMatchObject({ valid_until: row.validUntil.toISOString() });
  });

  test('full returns the characters without a replacement', async () => {
    const { json } = await send({ ...SMS, text: 'a \ue000 b \ue001 c \ue000', auto_replace: 'full' });
    expect(json).toMatchObject({ encoding: 'ucs2', unreplaced: ['\ue000', '\ue001'] });
    expect((await send({ ...SMS, text: 'Brontë', auto_replace: 'full' })).json).not.toHaveProperty('unreplaced');
    expect((await send({ ...SMS, text: 'Brontë', autoconvert: 'full' })).json).toMatchObject({ auto_replace: 'full' });
  });

  test('is accepted as a form', async () => {
    const { status, json } = await form([
      ['to', SMS.to],
      ['text', 'Hello'],
      ['validity', '30'],
      ['auto_replace', 'true'],
      ['metadata[order]', '7'],
    ]);
    expect(status).toBe(202);
    expect(json).toMatchObject({ auto_replace: 'on', metadata: { order: '7' }, to: SMS.to });
  });
});

describe('settings', () => {
  test('the request overrides the key, the key overrides the account', async () => {
    const own = await makeAccount();
    for (const sender of ['Request', 'Key', 'Account']) await approveSender(own, sender);
    await db().account.update({
      where: { id: own.accountId },
      data: { defaultSender: 'Account', autoReplace: 'full', dlrUrl: 'http://127.0.0.1:9/account' },
    });
    const { id, key: value } = await makeKey(own);
    const ask = async (body: object) => {
      const { json } = await gate.post({ ...SMS, ...body }, { 'x-api-key': value });
      return [json.from, json.auto_replace, json.dlr_url];
    };
    expect(await ask({})).toEqual(['Account', 'full', 'http://127.0.0.1:9/account']);
    await setSendSettings(own, { id, defaultSender: 'Key', autoReplace: 'on', dlrUrl: 'http://127.0.0.1:9/key' });
    expect(await ask({})).toEqual(['Key', 'on', 'http://127.0.0.1:9/key']);
    expect(await ask({ from: 'Request', auto_replace: 'off', dlr_url: 'http://127.0.0.1:9/r' })).toEqual([
      'Request',
      'off',
      'http://127.0.0.1:9/r',
    ]);
  });

  test('a sender is refused until it is approved, and accepted from then on', async () => {
    const refused = await send({ ...SMS, from: 'Stranger' });
    expect([refused.status, refused.json.code, problemFields(refused.json)]).toEqual([
      422,
      'sender_not_approved',
      ['from'],
    ]);
    await approveSender(actor, 'Stranger');
    expect((await send({ ...SMS, from: 'Stranger' })).status).toBe(202);
    const foreign = await makeKey(await makeAccount());
    expect((await gate.post({ ...SMS, from: 'Acme' }, { 'x-api-key': foreign.key })).status).toBe(422);
  });
});

describe('many recipients', () => {
  test('1,000 recipients get one message each, in one request that counts once', async () => {
    const own = await makeKey(actor);
    const to = Array.from({ length: 1_000 }, (_, i) => number(i));
    const { status, json } = await gate.post({ ...SMS, to }, { 'x-api-key': own.key });
    expect(status).toBe(202);
    expect(new Set(idsOf(json)).size).toBe(1_000);
    const rows = await db().message.findMany({ where: { apiKeyId: own.id }, orderBy: { id: 'asc' } });
    expect(rows.map((row) => row.recipient)).toEqual(to);
    expect(await timesUsed(own.id)).toBe(1);
    expect((await countsOf(own.id)).accepted).toBe(1_000);
  });

  test('a repeated number gets one message, as the response shows', async () => {
    const { json } = await send({ ...SMS, to: [SMS.to, '+372 5555 5555', number(1)] });
    expect(json).toMatchObject({ merged: 1, messages: [{ to: SMS.to }, { to: number(1) }] });
  });

  test('one invalid number among them: nothing is sent', async () => {
    const before = await db().message.count();
    const { status, json } = await send({ ...SMS, to: [number(1), 'mum', number(2)] });
    expect([status, json.errors]).toEqual([422, [expect.objectContaining({ pointer: '#/to/1' })]]);
    expect(await db().message.count()).toBe(before);
  });
});

describe('a batch', () => {
  test('returns a result for each item in order, with the problems of refused items', async () => {
    const { status, json } = await batch([
      SMS,
      { ...SMS, to: 'mum' },
      { ...SMS, text: 'second', from: 'Acme', reference: 'r2' },
      { ...SMS, from: 'Unknown' },
      null,
      { ...SMS, txt: 'x' },
    ]);
    expect(status).toBe(202);
    expect(json).toMatchObject({ accepted: 2, refused: 4 });
    const { messages } = json as unknown as { messages: Record<string, unknown>[] };
    expect(messages.map(({ index, status: became, code }) => [index, became, code ?? null])).toEqual([
      [0, 'queued', null],
      [1, 'refused', 'invalid_fields'],
      [2, 'queued', null],
      [3, 'refused', 'sender_not_approved'],
      [4, 'refused', 'invalid_fields'],
      [5, 'refused', 'invalid_fields'],
    ]);
    expect(messages.map(({ errors }) => (errors as { pointer: string }[] | undefined)?.[0]?.pointer)).toEqual([
      undefined,
      '#/messages/1/to',
      undefined,
      '#/messages/3/from',
      '#/messages/4',
      '#/messages/5/txt',
    ]);
    const stored = await db().message.findMany({
      where: { id: { in: [messages[0], messages[2]].map((message) => String(message?.id)) } },
      orderBy: { id: 'asc' },
    });
    expect(stored.map((row) => [row.text, row.reference])).toEqual([
      ['Hello', null],
      ['second', 'r2'],
    ]);
  });

  test('records its refused items as refusals', async () => {
    const own = await makeKey(actor);
    await batch([SMS, { ...SMS, from: 'Unknown' }, { ...SMS, from: 'Unknown' }], { 'x-api-key': own.key });
    await flushRefusals();
    const rows = await db().refusal.findMany({ where: { apiKeyId: own.id } });
    expect(rows.map(({ code, count, ip }) => [code, count, ip])).toEqual([['sender_not_approved', 2, '127.0.0.1']]);
  });

  test('of 1,000 is accepted as a whole', async () => {
    const own = await makeKey(actor);
    const { status, json } = await batch(
      Array.from({ length: 1_000 }, (_, i) => ({ to: number(i), text: `n ${i}` })),
      { 'x-api-key': own.key },
    );
    expect([status, json.accepted]).toEqual([202, 1_000]);
    expect(await db().message.count({ where: { apiKeyId: own.id } })).toBe(1_000);
  });

  test.each([
    ['no list', 'hello', ['messages']],
    ['an empty list', [], ['messages']],
    ['1,001 messages', Array(1_001).fill(SMS), ['messages']],
    ['only invalid items', [{ ...SMS, to: 'mum' }, 5], ['messages.0.to', 'messages.1']],
  ])('returns 422 for %s', async (_, messages, fields) => {
    const { status, json } = await batch(messages);
    expect([status, problemFields(json)]).toEqual([422, fields]);
  });

  test('reports only the first problem of refused messages after the first 100', async () => {
    const bad = { to: '1', text: '', validity: 'x', unknown: 1 };
    const { status, json } = await batch([...Array(150).fill(bad), SMS]);
    expect([status, json.accepted, json.refused]).toEqual([202, 1, 150]);
    const items = json.messages as { errors: { pointer: string }[] }[];
    const pointersOf = (index: number) => items[index]?.errors.map(({ pointer }) => pointer);
    expect(pointersOf(99)).toEqual(['to', 'text', 'validity', 'unknown'].map((name) => `#/messages/99/${name}`));
    expect(pointersOf(100)).toEqual(['#/messages/100/to']);
  });

  test('over 2 MiB: 413', async () => {
    const { status } = await batch(Array(1_000).fill({ ...SMS, text: 'x'.repeat(2_200) }));
    expect(status).toBe(413);
  });
});
