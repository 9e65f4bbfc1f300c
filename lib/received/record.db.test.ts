import { beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../base/ids';
import type { InboundMessage } from '../carriers/carrier';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { inbound } from '../testing/received';
import { clearExpired } from '../worker/housekeeping';
import { closeOverdue } from './overdue';
import { recordReceived } from './record';

useDatabase();

const TO = '+37255500001';
const FROM = '+37255510001';

const part = (number: number, total: number, text: string, overrides: Partial<InboundMessage> = {}) =>
  inbound({ text, part: { reference: 7, number, total }, ...overrides });

const stored = () => db().receivedMessage.findMany({ orderBy: { id: 'asc' } });
const texts = async () => (await stored()).map(({ text }) => text);

async function assign(accountId: string, keyword = '', webhookUrl: string | null = null) {
  const number = { number: TO, match: TO.slice(1), keyword, accountId, webhookUrl, assignedByName: 'test' };
  await db().receivedNumber.create({ data: { id: newId(), ...number } });
}

beforeEach(async () => {
  await pool().query(
    'TRUNCATE received_message, received_part, received_once, received_number, delivery_report, report_queue',
  );
});

describe('a received message', () => {
  test.each(['37255500001', '+37255500001', '0037255500001', ' +372 5550 0001 '])(
    'to %j belongs to the account of the number',
    async (to) => {
      const { accountId } = await makeAccount();
      await assign(accountId);
      await recordReceived('smpp1', [inbound({ to })]);
      expect(await stored()).toMatchObject([
        {
          accountId,
          carrier: 'smpp1',
          sender: FROM,
          recipient: TO,
          text: 'Hello',
          parts: 1,
          missingParts: 0,
          keyword: null,
        },
      ]);
    },
  );

  test('to a number that is not assigned is stored without an account', async () => {
    await recordReceived('smpp1', [inbound()]);
    expect(await stored()).toMatchObject([{ accountId: null, reportId: null }]);
    expect(await db().deliveryReport.count()).toBe(0);
  });

  test('to a shared number belongs to the account of its keyword, else to that of the number', async () => {
    const [win, other] = [await makeAccount(), await makeAccount()];
    await assign(win.accountId, 'WIN');
    await assign(other.accountId);
    await recordReceived('smpp1', [
      inbound({ text: 'win! me a car' }),
      inbound({ text: 'winter' }),
      inbound({ text: '' }),
    ]);
    const rows = await stored();
    expect(rows.map(({ accountId, keyword }) => [accountId, keyword])).toEqual([
      [win.accountId, 'WIN'],
      [other.accountId, null],
      [other.accountId, null],
    ]);
  });

  test('delivered again under the same id of the carrier is stored once, in one batch or several, for a day', async () => {
    const again = inbound({ carrierMessageId: 'mo-1' });
    await recordReceived('smpp1', [again, again]);
    await Promise.all([recordReceived('smpp1', [again]), recordReceived('smpp1', [again])]);
    expect(await stored()).toHaveLength(1);
    await recordReceived('smpp2', [again]);
    await recordReceived('smpp1', [inbound(), inbound(), inbound({ carrierMessageId: '0' })]);
    expect(await stored()).toHaveLength(5);
    await pool().query("UPDATE received_once SET at = at - interval '25 hours'");
    await recordReceived('smpp1', [again]);
    expect(await stored()).toHaveLength(6);
  });

  test('of any content is stored and readable', async () => {
    const strange = [
      inbound({ text: 'a\0b\ud83dc' }),
      inbound({ text: '€'.repeat(65_536), encoding: 'ucs2', carrierMessageId: 'x\0'.repeat(5_000) }),
      inbound({ from: '\0\ud800'.repeat(500), to: '{"quoted",\\}', text: '"},{\\' }),
      inbound({ from: '', to: '', text: '', encoding: 'binary' }),
      inbound({ text: 'odd', part: { reference: 1, number: 3, total: 2 } }),
      inbound({ text: 'odd', part: { reference: Number.NaN, number: 1, total: 2 } }),
      inbound({ text: '\0'.repeat(9_000), part: { reference: 1, number: 1, total: 2 } }),
      inbound({ text: '\ud800', part: { reference: 1, number: 2, total: 2 } }),
    ];
    await recordReceived('smpp1', strange);
    const rows = await stored();
    expect(rows).toHaveLength(7);
    expect(rows[0]?.text).toBe('a\ufffdb\ufffdc');
    expect(rows[1]?.text).toHaveLength(40_000);
    expect(rows[1]?.parts).toBe(255);
    expect(rows[2]).toMatchObject({ recipient: '{"quoted",\\}', text: '"},{\\' });
    expect(rows[3]).toMatchObject({ sender: '', recipient: '', text: '' });
  });

  test('is one of 1,000 in a transaction: all are stored, or none', async () => {
    const batch = Array.from({ length: 1_000 }, (_, i) => inbound({ text: `${i}`, carrierMessageId: `id-${i}` }));
    await recordReceived('smpp1', batch);
    await recordReceived('smpp1', batch);
    expect(await texts()).toEqual(batch.map(({ text }) => text));
    await pool().query('ALTER TABLE received_message RENAME TO gone');
    const failing = recordReceived('smpp1', [inbound({ carrierMessageId: 'new' })]);
    await expect(failing).rejects.toMatchObject({ code: '42P01' });
    await pool().query('ALTER TABLE gone RENAME TO received_message');
    await recordReceived('smpp1', [inbound({ carrierMessageId: 'new' })]);
    expect(await stored()).toHaveLength(1_001);
  });
});

describe('the webhook', () => {
  const queued = () => db().deliveryReport.findMany({ orderBy: { id: 'asc' } });

  test('of the number, else the default of the account, has the message queued in the same transaction', async () => {
    const { accountId } = await makeAccount();
    await db().account.update({ where: { id: accountId }, data: { dlrUrl: 'https://example.com/all' } });
    await assign(accountId);
    await assign(accountId, 'WIN', 'https://example.com/win');
    await recordReceived('smpp1', [inbound(), inbound({ text: 'Win' })]);
    const rows = await stored();
    const reports = await queued();
    expect(reports.map(({ id, url }) => [id, url])).toEqual([
      [rows[0]?.reportId, 'https://example.com/all'],
      [rows[1]?.reportId, 'https://example.com/win'],
    ]);
    expect(reports[1]).toMatchObject({ accountId, apiKeyId: null, messageId: null, event: 'message.received' });
    const [, win] = rows;
    expect(JSON.parse(reports[1]?.body ?? '')).toEqual({
      type: 'message.received',
      timestamp: win?.receivedAt.toISOString(),
      data: {
        ...{ id: win?.id, from: FROM, to: TO, text: 'Win', encoding: 'gsm7', segments: 1, missing_segments: 0 },
        ...{ keyword: 'WIN', received_at: win?.receivedAt.toISOString() },
      },
    });
    expect(await db().reportQueue.findMany()).toMatchObject([
      { host: expect.stringMatching(/^example\.com#/), size: 1 },
      { host: expect.stringMatching(/^example\.com#/), size: 1 },
    ]);
  });

  test('without a URL has nothing queued', async () => {
    const { accountId } = await makeAccount();
    await assign(accountId);
    await recordReceived('smpp1', [inbound()]);
    expect(await queued()).toEqual([]);
    expect(await stored()).toMatchObject([{ accountId, reportId: null }]);
  });
});

describe('a long message', () => {
  test('is stored when its parts are there, in any order, repeated ones ignored', async () => {
    await recordReceived('smpp1', [part(3, 3, 'c'), part(1, 3, 'a')]);
    await recordReceived('smpp1', [part(1, 3, 'a'), part(3, 3, 'c')]);
    expect(await stored()).toEqual([]);
    await recordReceived('smpp1', [part(2, 3, 'b'), part(2, 3, 'b')]);
    await recordReceived('smpp1', [part(2, 3, 'b'), part(1, 3, 'a'), part(3, 3, 'c')]);
    expect(await stored()).toMatchObject([{ text: 'abc', parts: 3, missingParts: 0 }]);
  });

  test('is stored once when its parts come at the same time', async () => {
    const parts = Array.from({ length: 10 }, (_, i) => part(i + 1, 10, `${i}`));
    await Promise.all(parts.map((one) => recordReceived('smpp1', [one])));
    expect(await texts()).toEqual(['0123456789']);
  });

  test('keeps a character that is divided between two parts', async () => {
    await recordReceived('smpp1', [part(1, 2, 'x\ud83d', { encoding: 'ucs2' })]);
    await recordReceived('smpp1', [part(2, 2, '\ude00', { encoding: 'ucs2' })]);
    expect(await stored()).toMatchObject([{ text: 'x😀', encoding: 'ucs2' }]);
  });

  test('is separate by sender, number, reference, total and carrier', async () => {
    const first = part(1, 2, 'a');
    const others = [
      { ...first, from: '37255510002' },
      { ...first, to: '37255500002' },
      { ...first, part: { reference: 8, number: 1, total: 2 } },
      part(1, 3, 'a'),
    ];
    await recordReceived('smpp1', [first, ...others]);
    await recordReceived('smpp2', [part(2, 2, 'b')]);
    expect(await stored()).toEqual([]);
    await recordReceived('smpp1', [part(2, 2, 'b')]);
    expect(await texts()).toEqual(['ab']);
  });

  test('whose reference is used again does not lose the message before', async () => {
    await recordReceived('smpp1', [part(1, 2, 'old')]);
    await recordReceived('smpp1', [part(1, 2, 'new'), part(2, 2, ' end')]);
    expect(await stored()).toMatchObject([
      { text: 'old[…]', parts: 2, missingParts: 1 },
      { text: 'new end', missingParts: 0 },
    ]);
  });

  test('is stored incomplete and marked after 24 hours, and not before', async () => {
    const { accountId } = await makeAccount();
    await assign(accountId, '', 'https://example.com/in');
    await recordReceived('smpp1', [part(2, 4, 'b')]);
    await pool().query("UPDATE received_part SET received_at = received_at - interval '25 hours'");
    await recordReceived('smpp1', [part(4, 4, 'd'), part(1, 2, 'x', { from: '37255510002' })]);
    expect(await Promise.all([closeOverdue(), closeOverdue()])).toContain(1);
    expect(await stored()).toMatchObject([{ accountId, text: '[…]b[…]d', parts: 4, missingParts: 2 }]);
    expect(await db().deliveryReport.count()).toBe(1);
    expect(await closeOverdue()).toBe(0);
    expect(await db().receivedPart.count()).toBe(1);
  });

  test('leaves nothing behind after a day', async () => {
    await recordReceived('smpp1', [
      part(1, 2, 'a', { carrierMessageId: 'x' }),
      part(2, 2, 'b', { carrierMessageId: 'x' }),
    ]);
    expect(await texts()).toEqual(['ab']);
    await clearExpired();
    expect(await db().receivedPart.count()).toBe(2);
    await pool().query("UPDATE received_part SET received_at = received_at - interval '25 hours'");
    await pool().query("UPDATE received_once SET at = at - interval '25 hours'");
    await clearExpired();
    expect([await db().receivedPart.count(), await db().receivedOnce.count()]).toEqual([0, 0]);
    expect(await texts()).toEqual(['ab']);
  });
});
