import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { resetSingleton } from '../base/process-singleton';
import { db, pool } from '../database/db';
import { parseRange } from '../network/ranges';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { type Receiver, startReceiver } from '../testing/receiver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { evaluateAlerts } from './alerts';
import { createCarrier, removeCarrier } from './commands';
import { postAlerts } from './post-alerts';
import { listAlerts } from './queries';

useDatabase();

let operator: UserActor;
let status = 200;
let receiver: Receiver;
const loopback = parseRange('127.0.0.1/32');
const agent = guardedAgent(loopback ? [loopback] : []);
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
  receiver = await startReceiver((_, response) => {
    response.statusCode = status;
    response.end();
  });
});
afterAll(() => receiver.stop());
beforeEach(async () => {
  await db().carrierAlert.deleteMany();
  await db().carrierOutage.deleteMany();
  await db().carrier.deleteMany({ where: { kind: { not: 'simulator' } } });
  await createCarrier(operator, {
    kind: 'smpp',
    name: 'acme',
    settings: { host: 'smpp.example.com', systemId: 'postern' },
    secrets: { password: 'x' },
  });
  receiver.requests.length = 0;
  status = 200;
  useWebhook(`${receiver.url}/alerts?to=ops`);
});

function useWebhook(url: string): void {
  process.env.ALERT_WEBHOOK_URL = url;
  resetSingleton('env');
}

const outage = () =>
  db().carrierOutage.create({
    data: { carrier: 'acme', since: new Date(Date.now() - 60_000), reason: 'ECONNREFUSED' },
  });
const due = () => pool().query("UPDATE carrier_alert SET next_post_at = now() - interval '1 second'");
const bodies = () => receiver.requests.map(({ body }) => JSON.parse(body));

describe('alerts', () => {
  test('open once, however many workers evaluate, and close', async () => {
    await outage();
    const results = await Promise.all([evaluateAlerts(), evaluateAlerts(), evaluateAlerts()]);
    expect(results.reduce((sum, { opened }) => sum + opened, 0)).toBe(1);
    expect(await listAlerts(operator)).toMatchObject([
      { carrier: 'acme', kind: 'down', detail: 'ECONNREFUSED', closedAt: null },
    ]);
    expect(await evaluateAlerts()).toEqual({ opened: 0, closed: 0 });
    await db().carrierOutage.deleteMany();
    expect(await evaluateAlerts()).toEqual({ opened: 0, closed: 1 });
    expect(await listAlerts(operator, 'acme')).toMatchObject([{ closedAt: expect.any(Date) }]);
    await outage();
    expect(await evaluateAlerts()).toEqual({ opened: 1, closed: 0 });
    expect((await listAlerts(operator)).map(({ closedAt }) => closedAt === null)).toEqual([true, false]);
  });

  test('of the queue and the delivery rate', async () => {
    const runAt = new Date(Date.now() - 400_000);
    await db().messageQueue.create({ data: { carrier: 'acme', size: 1, messageIds: [newId()], runAt } });
    const minute = (minutesAgo: number) => new Date(Math.floor(Date.now() / 60_000 - minutesAgo) * 60_000);
    await db().carrierMinute.createMany({
      data: [
        { carrier: 'acme', minute: minute(1), delivered: 10, failed: 90 },
        { carrier: 'acme', minute: minute(60), delivered: 990, failed: 10 },
      ],
    });
    await evaluateAlerts();
    expect((await listAlerts(operator)).map(({ kind }) => kind).sort()).toEqual(['delivery_rate', 'queue_age']);
    await db().messageQueue.deleteMany();
    await db().carrierMinute.deleteMany();
  });

  test('of a removed carrier are closed', async () => {
    await outage();
    await evaluateAlerts();
    await removeCarrier(operator, { name: 'acme' });
    expect(await evaluateAlerts()).toEqual({ opened: 0, closed: 1 });
  });
});

describe('the alert webhook', () => {
  test('gets the opening and the closing, once each', async () => {
    await outage();
    await evaluateAlerts();
    expect(await Promise.all([postAlerts(agent), postAlerts(agent)])).toEqual(expect.arrayContaining([0, 1]));
    await db().carrierOutage.deleteMany();
    await evaluateAlerts();
    await postAlerts(agent);
    await postAlerts(agent);
    expect(bodies()).toMatchObject([
      {
        type: 'carrier.alert.opened',
        text: 'Carrier acme is down: ECONNREFUSED',
        data: { carrier: 'acme', kind: 'down', closed_at: null },
      },
      {
        type: 'carrier.alert.closed',
        text: 'Resolved: carrier acme is down.',
        data: { closed_at: expect.any(String) },
      },
    ]);
    expect(receiver.requests[0]?.path).toBe('/alerts?to=ops');
  });

  test('is tried again, five times at most', async () => {
    await outage();
    await evaluateAlerts();
    status = 500;
    expect(await postAlerts(agent)).toBe(0);
    expect(await postAlerts(agent)).toBe(0);
    expect(receiver.requests).toHaveLength(1);
    status = 204;
    await due();
    expect(await postAlerts(agent)).toBe(1);
    await db().carrierOutage.deleteMany();
    await evaluateAlerts();
    status = 500;
    for (let i = 0; i < 8; i++) {
      await due();
      await postAlerts(agent);
    }
    expect(receiver.requests).toHaveLength(2 + 5);
  });

  test('is not called without the setting, nor at a private address that is not allowed', async () => {
    await outage();
    await evaluateAlerts();
    delete process.env.ALERT_WEBHOOK_URL;
    resetSingleton('env');
    expect(await postAlerts(agent)).toBe(0);
    useWebhook(receiver.url);
    expect(await postAlerts(guardedAgent([]))).toBe(0);
    expect(receiver.requests).toEqual([]);
  });

  test('gets no alert of hours ago', async () => {
    await outage();
    await evaluateAlerts();
    await db().carrierAlert.updateMany({ data: { openedAt: new Date(Date.now() - 7_200_000) } });
    expect(await postAlerts(agent)).toBe(0);
  });
});
