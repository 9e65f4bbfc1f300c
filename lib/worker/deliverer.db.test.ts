import http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import ipaddr from 'ipaddr.js';
import { Webhook } from 'standardwebhooks';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { deleteKeys } from '../keys/commands/switch-keys';
import { logger } from '../runtime/logger';
import { keyEncryptionContext } from '../secrets/encryption-contexts';
import { unseal } from '../secrets/seal';
import { useDatabase } from '../testing/database';
import { type makeAccount, makeAccountWithKey, makeKey } from '../testing/factories';
import { type ReceivedRequest, startReceiver } from '../testing/receiver';
import { countReports, readReport } from '../testing/reports';
import type { DeliveryDependencies } from '../webhooks/deliver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { insertReports } from '../webhooks/report';
import { createDeliverer } from './deliverer';
import { startLoop } from './loop';

useDatabase();

const LOOPBACK = [ipaddr.parseCIDR('127.0.0.0/8')];
let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  ({ actor, key } = await makeAccountWithKey());
});

beforeEach(async () => {
  await pool().query('TRUNCATE delivery_report, report_queue, webhook_attempt');
});

/** Runs a deliverer during the test. */
function running(dependencies: Partial<DeliveryDependencies> = {}): void {
  const log = logger();
  const deliverer = createDeliverer({
    worker: newId(),
    dependencies: { agent: guardedAgent(LOOPBACK), random: () => 0.5, ...dependencies },
    onRoom: () => loop.wake(),
    log,
  });
  const loop = startLoop({ name: 'test', run: async () => Math.min(await deliverer.run(), 20), log });
  onTestFinished(async () => {
    await loop.stop();
    await deliverer.drain(5_000);
  });
}

async function receiver(...answer: Parameters<typeof startReceiver>) {
  const started = await startReceiver(...answer);
  onTestFinished(started.stop);
  return started;
}

async function queueReport(url: string, byKey = key): Promise<string> {
  const messageId = newId();
  const client = await pool().connect();
  const at = new Date();
  await insertReports(client, [
    {
      ...{ messageId, accountId: actor.accountId, apiKeyId: byKey.id, url, sequence: 1 },
      event: 'message.delivered',
      ...{ recipient: '+40723000000', sender: null, error: null, segments: 1, encoding: 'gsm7', environment: 'live' },
      ...{ possibleDuplicate: false, reference: null, metadata: null, occurredAt: at, createdAt: at },
    },
  ]);
  client.release();
  return (await db().deliveryReport.findFirstOrThrow({ where: { messageId } })).id;
}

const reportOf = readReport;
const attemptsOf = (reportId: string) =>
  db().webhookAttempt.findMany({ where: { reportId }, orderBy: { number: 'asc' } });

function attemptsReached(reportId: string, count: number) {
  return vi.waitFor(
    async () => {
      const attempts = await attemptsOf(reportId);
      expect(attempts).toHaveLength(count);
      return attempts;
    },
    { timeout: 60_000, interval: 20 },
  );
}

/** Returns the seconds between the last attempt and the next one, and makes that one due now. */
async function nextAttemptInS(id: string): Promise<number> {
  const { rows } = await pool().query<{ wait: number }>(
    `WITH due AS (UPDATE delivery_report SET next_attempt_at = now() WHERE id = $1)
     UPDATE report_queue q SET run_at = now() FROM report_queue old
     WHERE old.id = q.id AND q.report_ids = ARRAY[$1::uuid] AND q.lease_owner IS NULL
     RETURNING extract(epoch FROM old.run_at - (SELECT max(at) FROM webhook_attempt WHERE report_id = $1))::float8 AS wait`,
    [id],
  );
  return rows[0]?.wait ?? Number.NaN;
}

async function secretOf(keyId: string): Promise<string> {
  const { webhookSecret } = await db().apiKey.findUniqueOrThrow({ where: { id: keyId } });
  return unseal(webhookSecret, keyEncryptionContext.webhookSecret(keyId));
}

describe('a report', () => {
  it('is accepted by the reference verifier of Standard Webhooks, also after its key was deleted', async () => {
    const sink = await receiver();
    const other = await makeKey(actor);
    const secret = await secretOf(other.id);
    const id = await queueReport(`${sink.url}/dlr?x=1`, other);
    await deleteKeys(actor, [other.id]);
    running();
    await attemptsReached(id, 1);
    const [request] = sink.requests as [ReceivedRequest];
    expect(new Webhook(secret).verify(request.body, request.headers)).toMatchObject({ type: 'message.delivered' });
    expect(request.path).toBe('/dlr?x=1');
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': id });
    expect(request.headers['user-agent']).toMatch(/^Postern\/\d/);
    expect(await reportOf(id)).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(await db().reportQueue.count()).toBe(0);
  });

  it('is retried on schedule with the same id until it succeeds', async () => {
    const sink = await receiver((_, response) => {
      response.statusCode = sink.requests.length < 4 ? 500 : 204;
      response.end(`answer \0 ${'x'.repeat(5_000)}`);
    });
    const id = await queueReport(sink.url);
    running();
    for (const [index, seconds] of [5, 300, 1_800].entries()) {
      const attempts = await attemptsReached(id, index + 1);
      expect(attempts.at(-1)).toMatchObject({ httpStatus: 500, error: null, number: index + 1 });
      expect(attempts.at(-1)?.response?.length).toBe(1024);
      expect(Math.abs((await nextAttemptInS(id)) - seconds)).toBeLessThan(2);
    }
    await attemptsReached(id, 4);
    expect(await reportOf(id)).toMatchObject({ state: 'delivered', attempts: 4 });
    expect(new Set(sink.requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(new Set(sink.requests.map(({ body }) => body)).size).toBe(1);
  });

  it('fails after the last attempt, and at once at 410', async () => {
    const sink = await receiver(({ path }, response) => {
      response.statusCode = path === '/gone' ? 410 : 503;
      response.end();
    });
    const [gone, last] = [await queueReport(`${sink.url}/gone`), await queueReport(`${sink.url}/busy`)];
    await pool().query("UPDATE delivery_report SET attempts = 9, state = 'pending' WHERE id = $1", [last]);
    running();
    await attemptsReached(gone, 1);
    await attemptsReached(last, 1);
    for (const id of [gone, last]) {
      const { state, finishedAt } = await reportOf(id);
      expect(state).toBe('failed');
      expect(finishedAt).not.toBeNull();
    }
  });

  it('waits for the Retry-After of the response', async () => {
    const sink = await receiver((_, response) => response.writeHead(429, { 'retry-after': '120' }).end());
    const id = await queueReport(sink.url);
    running();
    await attemptsReached(id, 1);
    expect(await nextAttemptInS(id)).toBeGreaterThan(115);
  });

  it('does not follow a redirect', async () => {
    const target = await receiver();
    const sink = await receiver((_, response) => response.writeHead(302, { location: target.url }).end());
    const id = await queueReport(sink.url);
    running();
    expect(await attemptsReached(id, 1)).toMatchObject([{ httpStatus: 302 }]);
    expect((await reportOf(id)).state).toBe('pending');
    expect(target.requests).toEqual([]);
  });

  it.each([
    ['a closed port', 'http://127.0.0.1:1/', 'connection_refused'],
    ['an unknown host', 'http://nowhere.invalid/', 'dns_failure'],
  ])('records the reason of a failure: %s', async (_, url, error) => {
    const id = await queueReport(url);
    running();
    expect(await attemptsReached(id, 1)).toMatchObject([{ httpStatus: null, error }]);
    expect((await reportOf(id)).state).toBe('pending');
  });

  it('fails with timeout for an unresponsive receiver, with invalid for another protocol', async () => {
    const hanging = await receiver(() => undefined);
    const odd = net.createServer((socket) => void socket.end('220 smtp ready\r\n'));
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void odd.close());
    const hangs = await queueReport(hanging.url);
    const speaks = await queueReport(`http://127.0.0.1:${(odd.address() as AddressInfo).port}/`);
    running({ timeoutMs: 300 });
    expect(await attemptsReached(hangs, 1)).toMatchObject([{ error: 'timeout' }]);
    expect(await attemptsReached(speaks, 1)).toMatchObject([{ error: 'invalid_answer' }]);
  });

  it('limits what it reads of an endless response and uses its status', async () => {
    let sent = 0;
    const sink = await receiver((_, response) => {
      const chunk = Buffer.alloc(16 * 1024, 'a');
      const more = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on('drain', more);
      more();
    });
    const id = await queueReport(sink.url);
    running();
    const [attempt] = await attemptsReached(id, 1);
    expect(attempt).toMatchObject({ httpStatus: 200, response: 'a'.repeat(1024) });
    // More than 64 KiB can be in the buffers of the sockets.
    expect(sent).toBeLessThan(8 * 1024 * 1024);
    expect((await reportOf(id)).state).toBe('delivered');
  });
});

describe('an address that webhooks must not use', () => {
  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0.0.0.0', 'localhost', '[::1]'])(
    '%s gets no connection',
    async (host) => {
      const connections = vi.fn();
      const server = http.createServer().on('connection', connections);
      await new Promise<void>((resolve) => server.listen(0, '::', resolve));
      onTestFinished(() => void server.close());
      const id = await queueReport(`http://${host}:${(server.address() as AddressInfo).port}/`);
      running({ agent: guardedAgent([]) });
      expect(await attemptsReached(id, 1)).toMatchObject([{ error: 'blocked_address', httpStatus: null }]);
      expect(connections).not.toHaveBeenCalled();
    },
  );

  it('is refused when a public name resolves to it', async () => {
    const connections = vi.fn();
    const server = http.createServer().on('connection', connections);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const rebound = ((_name: string, _options: object, callback: (e: null, all: object[]) => void) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])) as never;
    const id = await queueReport(`http://public.example:${(server.address() as AddressInfo).port}/`);
    running({ agent: guardedAgent([], { lookup: rebound }) });
    expect(await attemptsReached(id, 1)).toMatchObject([{ error: 'blocked_address' }]);
    expect(connections).not.toHaveBeenCalled();
  });

  it('is used when the operator allows it, also by name', async () => {
    const sink = await receiver();
    const id = await queueReport(sink.url.replace('127.0.0.1', 'localhost'));
    running();
    expect(await attemptsReached(id, 1)).toMatchObject([{ httpStatus: 200 }]);
  });
});

describe('many reports', () => {
  it('are not delayed by one unresponsive host', async () => {
    const hanging = await receiver(() => undefined);
    const good = await receiver();
    for (let i = 0; i < 100; i++) await queueReport(hanging.url);
    const ids: string[] = [];
    for (let i = 0; i < 50; i++) ids.push(await queueReport(good.url));
    running({ timeoutMs: 10_000 });
    await vi.waitFor(() => expect(good.requests.length).toBe(50), { timeout: 60_000 });
    expect(hanging.requests.length).toBeLessThanOrEqual(8);
    hanging.requests.length = 0;
    await hanging.stop();
  });

  it('are each sent once by two workers', async () => {
    const sink = await receiver();
    for (let i = 0; i < 60; i++) await queueReport(sink.url);
    running();
    running();
    await vi.waitFor(async () => expect(await countReports('delivered')).toBe(60), {
      timeout: 60_000,
    });
    expect(sink.requests).toHaveLength(60);
  });

  it('claimed by a dead worker are sent by another when the lease ends', async () => {
    const sink = await receiver();
    const id = await queueReport(sink.url);
    await pool().query("UPDATE report_queue SET lease_owner = $1, leased_until = now() + interval '1 second'", [
      newId(),
    ]);
    running();
    await attemptsReached(id, 1);
    expect(await reportOf(id)).toMatchObject({ state: 'delivered', attempts: 1 });
  });
});
