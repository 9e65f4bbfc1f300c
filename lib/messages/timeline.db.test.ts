import { expect, test } from 'vitest';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { cancelMessage } from '../delivery/cancel';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeScheduled } from '../testing/factories';
import { getMessageTimeline } from './timeline';

useDatabase();

const START = Date.parse('2026-11-20T12:00:00.000Z');
const at = (ms: number) => new Date(START + ms);

test('lists all events in order of time', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const accountId = actor.accountId;
  const messageId = await makeMessage(actor, key, {
    createdAt: at(0),
    submittedAt: at(200),
    finalAt: at(400),
    status: 'delivered',
    carrier: 'simulator',
    carrierMessageId: 'c1',
  });
  await db().submitAttempt.create({
    data: { id: newId(), messageId, accountId, attempt: 1, at: at(100), outcome: 'throttled' },
  });
  const receipt = { carrier: 'simulator', carrierMessageId: 'c1', messageId, accountId, status: 'delivered' } as const;
  await db().receipt.create({ data: { id: newId(), ...receipt, receivedAt: at(400), applied: true } });
  await db().receipt.create({ data: { id: newId(), ...receipt, receivedAt: at(450), applied: false } });
  const reportId = newId();
  await db().deliveryReport.create({
    data: {
      id: reportId,
      accountId,
      apiKeyId: key.id,
      messageId,
      sequence: 1,
      url: 'https://example.com/r',
      event: 'message.delivered',
      body: '{}',
      state: 'pending',
      attempts: 1,
      nextAttemptAt: at(5_500),
    },
  });
  await db().webhookAttempt.create({
    data: { reportId, accountId, number: 1, at: at(500), durationMs: 12, httpStatus: 500, response: 'no' },
  });
  const { events, openReports, keyName } = await getMessageTimeline(actor, messageId);
  expect(events.map((event) => event.kind)).toEqual([
    'accepted',
    'attempt',
    'submitted',
    'receipt',
    'receipt',
    'webhook',
  ]);
  expect(events[4]).toMatchObject({ applied: false });
  expect(events[5]).toMatchObject({ httpStatus: 500, url: 'https://example.com/r', response: 'no' });
  expect(openReports).toMatchObject([{ state: 'pending', nextAttemptAt: at(5_500) }]);
  expect(keyName).toMatch(/^Key /);
});

test('has a single end event without a receipt', async () => {
  const actor = await makeAccount();
  const id = await makeMessage(actor, await makeKey(actor), {
    status: 'rejected',
    createdAt: at(0),
    finalAt: at(50),
    errorCode: 'invalid_recipient',
  });
  const { events } = await getMessageTimeline(actor, id);
  expect(events.map((event) => event.kind)).toEqual(['accepted', 'ended']);
});

test("lists a scheduled message's due time, or who cancelled it", async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const eventsOf = async (id: string) => (await getMessageTimeline(actor, id)).events;
  const waiting = await makeScheduled(actor, key, 60_000);
  expect(await eventsOf(waiting)).toMatchObject([{ kind: 'accepted', scheduled: true }]);
  await cancelMessage(actor, waiting);
  expect(await eventsOf(waiting)).toMatchObject([
    { kind: 'accepted' },
    { kind: 'ended', status: 'cancelled', by: actor.username },
  ]);
  const sent = await makeScheduled(actor, key, -1_000, { status: 'queued', createdAt: at(0) });
  expect((await eventsOf(sent)).map(({ kind }) => kind)).toEqual(['accepted', 'due']);
});

test("responds identically to an unknown id, a malformed one and another account's", async () => {
  const [mine, theirs] = await Promise.all([makeAccount(), makeAccount()]);
  const foreign = await makeMessage(theirs, await makeKey(theirs));
  const refusals = await Promise.all(
    [newId(), 'x', foreign].map((id) => getMessageTimeline(mine, id).catch((error: Error) => error.message)),
  );
  expect(new Set(refusals)).toEqual(new Set(['There is no such message.']));
});

test('shows the parts of a long message, and the receipts as received to operators only', async () => {
  const actor = await makeAccount();
  const key = await makeKey(actor);
  const messageId = await makeMessage(actor, key, {
    segments: 2,
    submittedAt: at(200),
    finalAt: at(400),
    status: 'undelivered',
    carrier: 'acme',
    byReceipt: true,
  });
  const raw = 'id:7 stat:UNDELIV err:001';
  const { accountId } = actor;
  await db().messageProgress.update({ where: { messageId, accountId }, data: { receipt: raw } });
  await db().messagePart.createMany({
    data: [
      { messageId, part: 2, carrier: 'acme', carrierMessageId: '7', status: 'undelivered', receipt: raw },
      { messageId, part: 1, carrier: 'acme', carrierMessageId: '6' },
    ],
  });
  const shown = await getMessageTimeline(actor, messageId);
  expect(shown.parts).toMatchObject([
    { part: 1, status: 'submitted', carrierMessageId: '6' },
    { part: 2, status: 'undelivered', carrierMessageId: '7' },
  ]);
  expect(JSON.stringify(shown)).not.toContain('UNDELIV');
  const operators = await getMessageTimeline({ ...actor, operator: true }, messageId);
  expect(operators.parts[1]?.raw).toBe(raw);
  expect(operators.events.find(({ kind }) => kind === 'receipt')).toMatchObject({ raw });
});
