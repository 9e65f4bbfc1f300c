import { beforeAll, describe, expect, it } from 'vitest';
import { lowestIdAt, newId } from '../../base/ids';
import { db, Prisma, pool } from '../../database/db';
import { transaction } from '../../database/transaction';
import { useDatabase } from '../../testing/database';
import { seedDeliveries } from '../../testing/deliveries';
import { makeAccount, makeKey, makeMessages } from '../../testing/factories';
import { createEndpoint } from '../endpoints/commands';
import type { WebhookEvent } from '../events';
import { NO_ENDPOINT, TargetHours } from '../target-hours';
import { deliveriesStatement } from './page-statement';
import { endpointHealth, getDelivery, listDeliveries } from './queries';
import type { DeliveryFilter, DeliveryRow, DeliveryState } from './schema';

useDatabase();

const OLD = new Date('2026-01-05T00:00:00Z');
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };
let endpointId: string;
let messageIds: string[];
let all: DeliveryRow[];

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
  const { endpoint } = await createEndpoint(actor, {
    name: 'Shop',
    url: 'http://127.0.0.1:9/e',
    headers: { 'X-Token': 'top-secret' },
  });
  endpointId = endpoint.id;
  const other = await makeAccount();
  messageIds = await makeMessages(actor, key, [{ recipient: '+37255555501' }, { recipient: '+37255555502' }]);
  const [first = '', second = ''] = messageIds;
  const of = { accountId: actor.accountId, apiKeyId: key.id };
  // Each kind in two partitions: an old one, and that of today.
  for (const at of [OLD, new Date()]) {
    await seedDeliveries({ ...of, at, count: 70 });
    await seedDeliveries({ ...of, at, count: 5, endpointId, messageId: first, to: '+37255555501' });
    await seedDeliveries({ ...of, at, count: 3, event: 'message.expired', statuses: [500, 500], state: 'failed' });
    await seedDeliveries({ ...of, at, count: 2, statuses: [503, 200], state: 'delivered', endpointId });
    await seedDeliveries({ ...of, at, count: 4, statuses: [204], messageId: second, to: '+37255555502' });
    await seedDeliveries({ ...of, at, count: 2, statuses: [null], state: 'pending', event: 'message.rejected' });
    await seedDeliveries({ ...of, at, count: 3, statuses: [], endpointId, event: 'message.submitted' });
    await seedDeliveries({ ...of, at, count: 2, statuses: [], state: 'cancelled' });
    await seedDeliveries({ ...of, at, count: 2, apiKeyId: null, event: 'message.received', to: '+37255500001' });
    await seedDeliveries({ accountId: other.accountId, apiKeyId: newId(), at, count: 20 });
  }
  await receiveMessage(actor.accountId);
  all = [];
  for (let before: string | null | undefined; before !== null; ) {
    const page = await listDeliveries(actor, { before });
    all.push(...page.rows);
    before = page.next;
  }
});

/** Stores a received message: then deliveries to its number are not found by messages that were sent. */
async function receiveMessage(accountId: string): Promise<void> {
  const own = { id: newId(), accountId, carrier: 'c', sender: '+37255555500', recipient: '+37255500001' };
  await db().receivedMessage.create({ data: { ...own, text: 'Hello', encoding: 'gsm7', parts: 1 } });
}

/** All pages of a filter, read forwards and then backwards. */
async function pages(filter: DeliveryFilter): Promise<{ forwards: string[]; backwards: string[] }> {
  const forwards: string[] = [];
  const backwards: string[] = [];
  let last: string | null = null;
  for (let before: string | null | undefined; before !== null; ) {
    const page = await listDeliveries(actor, { ...filter, before });
    forwards.push(...page.rows.map(({ id }) => id));
    last = page.rows.at(-1)?.id ?? last;
    before = page.next;
  }
  for (let after: string | null = last; after !== null; ) {
    const page = await listDeliveries(actor, { ...filter, after });
    backwards.unshift(...page.rows.map(({ id }) => id));
    after = page.previous;
  }
  return { forwards, backwards: last === null ? [] : [...backwards, last] };
}

const matches = (row: DeliveryRow, filter: DeliveryFilter): boolean =>
  (filter.event === undefined || row.event === filter.event) &&
  (filter.state === undefined || row.state === filter.state) &&
  (filter.httpStatus === undefined || row.httpStatus === filter.httpStatus) &&
  (filter.messageId === undefined || row.messageId === filter.messageId) &&
  (filter.recipient === undefined || row.recipient === filter.recipient) &&
  (filter.endpointId === undefined || row.endpointId === filter.endpointId) &&
  (filter.from === undefined || row.id >= lowestIdAt(filter.from)) &&
  (filter.until === undefined || row.id < lowestIdAt(filter.until));

describe('the log of deliveries', () => {
  it('has every delivery of the account with its state and last attempt', () => {
    expect(all).toHaveLength(2 * 93);
    const counts = new Map<DeliveryState, number>();
    for (const { state } of all) counts.set(state, (counts.get(state) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ delivered: 166, pending: 10, failed: 6, cancelled: 4 });
    expect(all.find(({ event }) => event === 'message.expired')).toMatchObject({
      state: 'failed',
      httpStatus: 500,
      attempts: 2,
      nextAttemptAt: null,
    });
    expect(all.find((row) => row.endpointId !== null)?.endpointName).toBe('Shop');
  });

  it('returns for any filter exactly what matches, page by page in both directions', async () => {
    const filters: DeliveryFilter[] = [
      ...(['message.delivered', 'message.expired', 'message.received'] as WebhookEvent[]).map((event) => ({ event })),
      ...(['pending', 'delivered', 'failed', 'cancelled'] as const).map((state) => ({ state })),
      ...[200, 204, 500, 503, 404].map((httpStatus) => ({ httpStatus })),
      ...messageIds.map((messageId) => ({ messageId })),
      ...['+37255555501', '+37255500001', '+37255555599'].map((recipient) => ({ recipient })),
      { endpointId },
      { endpointId: null },
      { until: new Date('2026-06-01') },
      { from: new Date('2026-06-01') },
    ];
    const pairs = filters.flatMap((a, i) => filters.slice(i + 1).map((b) => ({ ...a, ...b })));
    for (const filter of [...filters, ...pairs.filter((_, index) => index % 3 === 0)]) {
      const expected = all.filter((row) => matches(row, filter)).map(({ id }) => id);
      const found = await pages(filter);
      expect({ filter, found: found.forwards }).toEqual({ filter, found: expected });
      expect({ filter, found: found.backwards }).toEqual({ filter, found: expected });
    }
  });

  it('shows one delivery with its body, its attempts and the headers of each, custom ones masked', async () => {
    const { id } = all.find((row) => row.endpointId === endpointId && row.attempts === 2) ?? { id: '' };
    const delivery = await getDelivery(actor, id);
    expect(JSON.parse(delivery.body)).toMatchObject({ type: 'message.delivered' });
    expect(delivery.attemptList).toMatchObject([
      { number: 1, httpStatus: 503 },
      { number: 2, httpStatus: 200 },
    ]);
    const headers = Object.fromEntries(delivery.attemptList[0]?.requestHeaders ?? []);
    expect(headers).toMatchObject({ 'webhook-id': id, 'webhook-signature': expect.stringMatching(/^v1,/) });
    expect(JSON.stringify(delivery)).not.toContain('top-secret');
    const stranger = await makeAccount();
    for (const unknown of [id, newId(), 'x']) {
      const read = unknown === id ? getDelivery(stranger, id) : getDelivery(actor, unknown);
      await expect(read).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('with many deliveries', () => {
  const COUNT = 30_000;
  let many: typeof actor;

  beforeAll(async () => {
    many = await makeAccount();
    const of = { accountId: many.accountId, apiKeyId: newId(), at: new Date() };
    await seedDeliveries({ ...of, count: 5, statuses: [500], state: 'failed' });
    await seedDeliveries({ ...of, count: 5, event: 'message.expired' });
    await seedDeliveries({ ...of, count: 5, endpointId });
    await seedDeliveries({ ...of, count: 5, statuses: [204] });
    await seedDeliveries({ ...of, count: COUNT });
    await pool().query('VACUUM ANALYZE delivery_report, webhook_attempt');
  }, 60_000);

  /** Rows that all scans of the statement for a page return. */
  async function rowsRead(filter: DeliveryFilter, reach = 500): Promise<number> {
    const slice = {
      ...{
        condition: Prisma.sql`true`,
        order: Prisma.raw('r.id DESC'),
        direction: 'DESC' as const,
        limit: 51,
        key: null,
      },
    };
    const statement = deliveriesStatement(many.accountId, filter, slice, reach, null);
    const explained = Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`;
    type Node = {
      'Node Type': string;
      'Actual Rows': number;
      'Actual Loops': number;
      'Rows Removed by Filter'?: number;
      Plans?: Node[];
    };
    const { rows } = await transaction(
      (client) => client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(explained),
      'in index order',
    );
    const sum = (node: Node): number => {
      const own =
        /Scan$/.test(node['Node Type']) && !/CTE|Subquery/.test(node['Node Type'])
          ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
          : 0;
      return own + (node.Plans ?? []).reduce((total, plan) => total + sum(plan), 0);
    };
    return sum(rows[0]?.['QUERY PLAN'][0].Plan as Node);
  }

  it.each<[string, DeliveryFilter, number]>([
    ['none', {}, 400],
    ['a rare event', { event: 'message.expired' }, 50],
    ['failed ones', { state: 'failed' }, 50],
    ['a rare status', { httpStatus: 204 }, 50],
    ['an endpoint without any', { endpointId: NO_ENDPOINT }, 10],
    ['a status that never was', { httpStatus: 418 }, 10],
    ['a state that never was', { state: 'cancelled' }, 10],
    ['a time without any', { until: new Date('2026-01-01') }, 10],
    ['the usual status', { httpStatus: 200 }, 3_000],
    ['two conditions of different indexes', { state: 'failed', event: 'message.expired' }, 50],
    ['a text that no index has', { state: 'delivered', recipient: '+1' }, 3_000],
  ])('reads few rows for a filter by %s', async (_, filter, most) => {
    expect(await rowsRead(filter)).toBeLessThanOrEqual(most);
  });

  it('ends a search that no index has after some thousands, says until when, and continues from there', async () => {
    await receiveMessage(many.accountId);
    const page = await listDeliveries(many, { recipient: '+37255500001' });
    expect(page).toMatchObject({ rows: [], next: expect.any(String), searchedUntil: expect.any(Date) });
    let rounds = 1;
    for (let before = page.next; before !== null; rounds++) {
      before = (await listDeliveries(many, { recipient: '+37255500001', before })).next;
    }
    expect(rounds).toBe(Math.ceil((COUNT + 20) / 1_800));
  });
});

describe('the health of targets', () => {
  it('has attempts of the last day by endpoint and hour, those of all workers together', async () => {
    const of = { accountId: actor.accountId, durationMs: 4 };
    for (let worker = 0; worker < 2; worker++) {
      const hours = new TargetHours();
      hours.add([
        ...Array.from({ length: 19 }, () => ({ ...of, endpointId, httpStatus: 200 })),
        { ...of, endpointId, httpStatus: 500, durationMs: 900 },
        { ...of, endpointId: null, httpStatus: null },
      ]);
      await hours.flush();
      await hours.flush();
    }
    const old = { accountId: actor.accountId, endpointId, succeeded: 9, failed: 9, durations: Array(16).fill(0) };
    await db().webhookHour.create({ data: { ...old, hour: new Date(Date.now() - 30 * 3_600_000) } });
    const health = await endpointHealth(actor);
    expect([...health.keys()].sort()).toEqual(['', endpointId].sort());
    expect(health.get(endpointId)).toMatchObject({ sent: 40, succeeded: 38, failed: 2, p95Ms: 5 });
    expect(health.get(endpointId)?.hours).toHaveLength(24);
    expect(health.get(endpointId)?.hours.at(-1)).toMatchObject({ succeeded: 38, failed: 2 });
    expect(health.get(endpointId)?.lastFailureAt).toBeInstanceOf(Date);
    expect((await endpointHealth(await makeAccount())).size).toBe(0);
  });
});
