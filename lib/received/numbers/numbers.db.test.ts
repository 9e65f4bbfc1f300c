import { describe, expect, test } from 'vitest';
import type { SystemActor } from '../../access/actor';
import { newId } from '../../base/ids';
import { db } from '../../database/db';
import { accountEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { inbound } from '../../testing/received';
import { recordReceived } from '../record';
import { assignNumber, copyAccountWebhookSecret, removeNumber } from './commands';
import { findNumberId, listNumbers, listOwnNumbers } from './queries';

useDatabase();

const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };

let last = 0;
/** A number that no other test uses. */
const freshNumber = () => `+372555${String(++last).padStart(5, '0')}`;

const auditOf = (accountId: string) =>
  db().auditEvent.findMany({
    where: { accountId, OR: [{ action: { startsWith: 'number.' } }, { action: 'account.secret_copied' }] },
    select: { action: true, detail: true, actorName: true },
    orderBy: { seq: 'asc' },
  });

describe('assigning', () => {
  test.each([
    ['+372 5559-0001', '+37255590001'],
    ['37255590002', '+37255590002'],
    ['12345', '12345'],
    ['Acme', 'Acme'],
  ])('%j assigns %s, and a message to it belongs to the account', async (number, stored) => {
    const { accountId } = await makeAccount();
    expect(await assignNumber(OPERATOR, { number, accountId })).toMatchObject({ number: stored, keyword: '' });
    await recordReceived('smpp1', [inbound({ to: stored.replace('+', '') })]);
    expect(await db().receivedMessage.count({ where: { accountId, recipient: stored } })).toBe(1);
  });

  test('is recorded with its change and removal, each once', async () => {
    const { accountId } = await makeAccount();
    const number = freshNumber();
    const input = { number, keyword: 'win', accountId };
    const { id } = await assignNumber(OPERATOR, input);
    await assignNumber(OPERATOR, { ...input, keyword: 'ｗｉｎ', webhookUrl: 'https://example.com/in' });
    await expect(assignNumber(OPERATOR, { ...input, webhookUrl: 'https://example.com/in' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await listOwnNumbers({ ...OPERATOR, accountId })).toMatchObject([
      { id, number, keyword: 'WIN', webhookUrl: 'https://example.com/in' },
    ]);
    await removeNumber(OPERATOR, await findNumberId(OPERATOR, { number: number.slice(1), keyword: 'Win' }));
    await expect(removeNumber(OPERATOR, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await auditOf(accountId)).toMatchObject([
      { action: 'number.assigned', detail: { number, keyword: 'WIN', webhook: null }, actorName: 'command line' },
      { action: 'number.changed', detail: { before: null, after: 'https://example.com/in' } },
      { action: 'number.removed', detail: { number, keyword: 'WIN' } },
    ]);
  });

  test('one of another account is refused and changes nothing, also at the same time', async () => {
    const accounts = await Promise.all([makeAccount(), makeAccount(), makeAccount()]);
    const number = freshNumber();
    const results = await Promise.allSettled(
      accounts.map(({ accountId }) => assignNumber(OPERATOR, { number, accountId, webhookUrl: null })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const result of results) if (result.status === 'rejected') expect(result.reason.code).toBe('conflict');
    const { rows } = await listNumbers(OPERATOR, {});
    expect(rows.filter((row) => row.number === number)).toHaveLength(1);
  });

  test.each([
    [{ number: '' }, 'number'],
    [{ number: '+37255' }, 'number'],
    [{ number: '12' }, 'number'],
    [{ keyword: 'two words' }, 'keyword'],
    [{ keyword: 'a\0' }, 'keyword'],
    [{ keyword: 'x'.repeat(31) }, 'keyword'],
    [{ accountId: 'no id' }, 'accountId'],
    [{ webhookUrl: 'ftp://example.com' }, 'webhookUrl'],
    [{ webhookUrl: 'http://10.0.0.1/' }, 'webhookUrl'],
  ])('with %j is refused at its field', async (wrong, field) => {
    const input = { number: freshNumber(), accountId: (await makeAccount()).accountId, ...wrong };
    const error = await assignNumber(OPERATOR, input).catch((thrown: unknown) => thrown);
    const fields = (error as { fields?: object; issues?: { path: string[] }[] }).fields;
    const paths = (error as { issues?: { path: string[] }[] }).issues?.map(({ path }) => path[0]);
    expect(paths ?? Object.keys(fields ?? {})).toEqual([field]);
  });

  test('to an account that does not exist is not found', async () => {
    const assigning = assignNumber(OPERATOR, { number: freshNumber(), accountId: newId() });
    await expect(assigning).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('the webhook secret is made once, sealed for its account, and its copy is recorded', async () => {
  const actor = await makeAccount();
  const { accountId } = actor;
  await assignNumber(OPERATOR, { number: freshNumber(), accountId });
  const { webhookSecret } = await db().account.findUniqueOrThrow({ where: { id: accountId } });
  const secret = await copyAccountWebhookSecret(actor);
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(await copyAccountWebhookSecret(actor)).toBe(secret);
  expect(webhookSecret).not.toContain(secret);
  expect(unseal(webhookSecret ?? '', accountEncryptionContext.webhookSecret(accountId))).toBe(secret);
  const events = await auditOf(accountId);
  expect(events.map(({ action }) => action)).toEqual(['number.assigned', 'account.secret_copied']);
  expect(JSON.stringify(events)).not.toContain(secret);
  const other = await makeAccount();
  expect(await copyAccountWebhookSecret(other)).not.toBe(secret);
});
