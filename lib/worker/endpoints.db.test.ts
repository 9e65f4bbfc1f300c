import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../base/ids';
import { resetSingleton } from '../base/process-singleton';
import { db, pool } from '../database/db';
import { parseRange } from '../network/ranges';
import { logger } from '../runtime/logger';
import { endpointEncryptionContext, keyEncryptionContext } from '../secrets/encryption-contexts';
import { seal, unseal } from '../secrets/seal';
import { useDatabase } from '../testing/database';
import { type makeAccount, makeAccountWithKey } from '../testing/factories';
import { type ReceivedRequest, startReceiver } from '../testing/receiver';
import { countReports, readReport } from '../testing/reports';
import type { DeliveryDependencies } from '../webhooks/deliver';
import { guardedAgent } from '../webhooks/guarded-agent';
import { queueReports } from '../webhooks/report';
import { SendingTargets } from '../webhooks/sending-targets';
import { newSigningSecret } from '../webhooks/signature';
import { postTargetNotices } from '../webhooks/target-notices';
import { createDeliverer } from './deliverer';
import { startLoop } from './loop';

useDatabase();

const LOOPBACK = [parseRange('127.0.0.0/8')].filter((range) => range !== null);
const WAIT_LIMIT = { timeout: 60_000, interval: 20 };
const BODY = JSON.stringify({
  type: 'message.delivered',
  timestamp: '2026-11-28T12:00:00.000Z',
  data: { id: 'message-1', to: '+3725555555', from: 'Shop', status: 'delivered', segments: 1 },
});

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  ({ actor, key } = await makeAccountWithKey());
});

beforeEach(async () => {
  await pool().query('TRUNCATE delivery_report, report_queue, webhook_attempt, webhook_endpoint, webhook_state');
});

/** Runs a deliverer during the test. Its copy of endpoints is always current. */
function running(dependencies: Partial<DeliveryDependencies> = {}): void {
  const log = logger();
  const targets = new SendingTargets();
  targets.isStale = () => true;
  const deliverer = createDeliverer({
    worker: newId(),
    dependencies: { agent: guardedAgent(LOOPBACK), targets, random: () => 0.5, ...dependencies },
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

type EndpointData = Partial<Parameters<ReturnType<typeof db>['webhookEndpoint']['create']>[0]['data']>;
type Settings = {
  url: string;
  secret?: string;
  previous?: string;
  headers?: Record<string, string>;
  data?: EndpointData;
};

async function makeEndpoint({ url, secret = newSigningSecret(), previous, headers, data }: Settings) {
  const id = newId();
  await db().webhookEndpoint.create({
    data: {
      ...{ id, accountId: actor.accountId, name: id, url, events: ['message.delivered'] },
      secret: seal(secret, endpointEncryptionContext.secret(id)),
      previousSecret: previous ? seal(previous, endpointEncryptionContext.secret(id)) : null,
      previousValidUntil: previous ? new Date(Date.now() + 60_000) : null,
      headers: headers ? seal(JSON.stringify(headers), endpointEncryptionContext.headers(id)) : null,
      ...(data as object),
    },
  });
  return { id, secret, url };
}

/** Queues a report to an endpoint, or to the key's URL. */
async function queueReport(url: string, endpointId: string | null = null): Promise<string> {
  const id = newId();
  const client = await pool().connect();
  await queueReports(client, [
    {
      ...{ id, accountId: actor.accountId, endpointId, event: 'message.delivered', apiKeyId: key.id },
      ...{ messageId: newId(), sequence: 1, url, body: BODY },
    },
  ]);
  client.release();
  return id;
}

const attemptsOf = (reportId: string) => db().webhookAttempt.findMany({ where: { reportId } });
const attempted = (id: string) =>
  vi.waitFor(async () => expect(await attemptsOf(id)).not.toHaveLength(0), WAIT_LIMIT).then(() => attemptsOf(id));
const states = () => db().webhookState.findMany({ where: { accountId: actor.accountId } });

describe('a report to an endpoint', () => {
  it('is signed by both secrets during a rotation, and has the headers of the endpoint', async () => {
    const sink = await receiver();
    const [secret, previous] = [newSigningSecret(), newSigningSecret()];
    const endpoint = await makeEndpoint({ url: `${sink.url}/hook`, secret, previous, headers: { 'X-Token': 'abc' } });
    const id = await queueReport('http://127.0.0.1:1/where-it-was', endpoint.id);
    running();
    expect(await attempted(id)).toMatchObject([{ httpStatus: 200 }]);
    const [request] = sink.requests as [ReceivedRequest];
    expect(request).toMatchObject({ path: '/hook', body: BODY });
    expect(request.headers['x-token']).toBe('abc');
    for (const each of [secret, previous]) new Webhook(each).verify(request.body, request.headers);
  });

  it('has the format of the endpoint', async () => {
    const sink = await receiver();
    const query = await makeEndpoint({ url: `${sink.url}/q?d=%d&to=%P`, data: { format: 'query' } });
    const messente = await makeEndpoint({ url: `${sink.url}/m`, data: { format: 'messente' } });
    const ids = [await queueReport(query.url, query.id), await queueReport(messente.url, messente.id)];
    running();
    await Promise.all(ids.map(attempted));
    expect(sink.requests.map(({ path }) => path).sort()).toEqual(['/m', '/q?d=1&to=%2B3725555555']);
    const posted = sink.requests.find(({ path }) => path === '/m');
    expect(posted?.headers['x-messente-signature']).toBe(
      createHmac('sha256', messente.secret)
        .update(posted?.body ?? '')
        .digest('hex'),
    );
  });

  it.each<[string, EndpointData | null, string, string]>([
    ['is not sent while it is switched off', { enabled: false }, 'target_disabled', 'failed'],
    ['is not sent after it was removed', null, 'endpoint_removed', 'cancelled'],
  ])('%s', async (_, data, error, state) => {
    const sink = await receiver();
    const endpoint = await makeEndpoint({ url: sink.url, data: data ?? {} });
    if (!data) await db().webhookEndpoint.delete({ where: { id: endpoint.id } });
    const id = await queueReport(sink.url, endpoint.id);
    running();
    expect(await attempted(id)).toMatchObject([{ error, httpStatus: null }]);
    expect((await readReport(id)).state).toBe(state);
    expect(sink.requests).toEqual([]);
  });

  it('is signed also by the previous secret of its key, without an endpoint', async () => {
    const sink = await receiver();
    const previous = newSigningSecret();
    const until = new Date(Date.now() + 60_000);
    const sealed = seal(previous, keyEncryptionContext.webhookSecret(key.id));
    const { webhookSecret } = await db().apiKey.update({
      where: { id: key.id },
      data: { previousWebhookSecret: sealed, previousWebhookSecretUntil: until },
    });
    const id = await queueReport(sink.url);
    running();
    await attempted(id);
    const [request] = sink.requests as [ReceivedRequest];
    const current = unseal(webhookSecret, keyEncryptionContext.webhookSecret(key.id));
    for (const each of [current, previous]) new Webhook(each).verify(request.body, request.headers);
  });
});

describe('a target that fails', () => {
  it('has a state from its first failure to the next success, written at these two alone', async () => {
    let status = 500;
    const sink = await receiver((_, response) => response.writeHead(status).end());
    const endpoint = await makeEndpoint({ url: sink.url });
    running();
    await attempted(await queueReport(sink.url, endpoint.id));
    await vi.waitFor(async () => expect(await states()).toHaveLength(1), WAIT_LIMIT);
    const [first] = await states();
    expect(first).toMatchObject({ target: endpoint.id, lastFailure: 'HTTP 500', disabledAt: null });
    const revision = () => db().webhookRevision.findFirst();
    const before = await revision();
    await attempted(await queueReport(sink.url, endpoint.id));
    expect(await states()).toEqual([first]);
    status = 204;
    await attempted(await queueReport(sink.url, endpoint.id));
    await vi.waitFor(async () => expect(await states()).toEqual([]), WAIT_LIMIT);
    expect(await revision()).toEqual(before);
  });

  it.each(['an endpoint', 'a URL'])('that is %s is disabled at 410, with its waiting reports', async (kind) => {
    const sink = await receiver((_, response) => response.writeHead(410).end());
    const other = await receiver();
    const url = `${sink.url}/gone`;
    const endpointId = kind === 'an endpoint' ? (await makeEndpoint({ url })).id : null;
    const waiting = [await queueReport(url, endpointId), await queueReport(url, endpointId)];
    await pool().query("UPDATE report_queue SET run_at = now() + interval '1 hour'");
    const untouched = await queueReport(other.url);
    const id = await queueReport(url, endpointId);
    running();
    expect(await attempted(id)).toMatchObject([{ httpStatus: 410 }]);
    for (const one of waiting) {
      expect(await attempted(one)).toMatchObject([{ error: 'target_disabled', httpStatus: null, number: 1 }]);
      expect((await readReport(one)).state).toBe('failed');
    }
    expect(await states()).toMatchObject([{ target: endpointId ?? url, disabledReason: 'gone' }]);
    expect(await attempted(untouched)).toMatchObject([{ httpStatus: 200 }]);
    const later = await queueReport(url, endpointId);
    expect(await attempted(later)).toMatchObject([{ error: 'target_disabled' }]);
    expect(sink.requests).toHaveLength(1);
    await db().webhookState.deleteMany();
    await attempted(await queueReport(url, endpointId));
    expect(sink.requests).toHaveLength(2);
  });

  it('is disabled after 5 days without a success, not before', async () => {
    const sink = await receiver((_, response) => response.writeHead(500).end());
    const [long, short] = [await makeEndpoint({ url: sink.url }), await makeEndpoint({ url: sink.url })];
    for (const [target, hours] of [[long.id, 121] as const, [short.id, 119] as const]) {
      const at = new Date(Date.now() - hours * 3_600_000);
      const { accountId } = actor;
      await db().webhookState.create({ data: { accountId, target, lastFailure: 'timeout', failingSince: at } });
    }
    running();
    await attempted(await queueReport(sink.url, long.id));
    await attempted(await queueReport(sink.url, short.id));
    const disabled = async () =>
      (await states()).flatMap(({ target, disabledReason }) => (disabledReason ? [[target, disabledReason]] : []));
    await vi.waitFor(async () => expect(await disabled()).toEqual([[long.id, 'failing']]), WAIT_LIMIT);
  });
});

it('a receiver that hangs does not delay another one on the same host', async () => {
  const sink = await receiver(({ path }, response) => {
    if (path === '/good' || path === '/endpoint') response.end();
  });
  const good = await makeEndpoint({ url: `${sink.url}/endpoint` });
  for (let i = 0; i < 30; i++) await queueReport(`${sink.url}/hangs`);
  const ids = [];
  for (let i = 0; i < 20; i++) ids.push(await queueReport(`${sink.url}/good`), await queueReport(good.url, good.id));
  running({ timeoutMs: 60_000 });
  await Promise.all(ids.map(attempted));
  expect(sink.requests.filter(({ path }) => path === '/hangs').length).toBeLessThanOrEqual(8);
  await sink.stop();
});

it('a failing receiver gets probes, and its reports, of which few used up an attempt, when it answers again', async () => {
  let status = 500;
  const sink = await receiver((_, response) => response.writeHead(status).end());
  const endpoint = await makeEndpoint({ url: sink.url });
  for (let i = 0; i < 60; i++) await queueReport(sink.url, endpoint.id);
  running();
  await vi.waitFor(() => expect(sink.requests.length).toBeGreaterThanOrEqual(10), WAIT_LIMIT);
  status = 200;
  await vi.waitFor(async () => expect(await countReports('delivered')).toBeGreaterThan(30), WAIT_LIMIT);
  expect(await db().webhookAttempt.count({ where: { httpStatus: 500 } })).toBeLessThan(30);
});

function alertsTo(url?: string): void {
  if (url) process.env.ALERT_WEBHOOK_URL = url;
  else delete process.env.ALERT_WEBHOOK_URL;
  resetSingleton('env');
}

describe('the notice of a disabled target', () => {
  it('is posted once, again when it was not accepted, and without the query of the URL', async () => {
    let status = 500;
    const alerts = await receiver((_, response) => response.writeHead(status).end());
    alertsTo(alerts.url);
    onTestFinished(() => alertsTo());
    const agent = guardedAgent(LOOPBACK);
    const endpoint = await makeEndpoint({ url: 'https://example.com/hook?token=secret', data: { name: 'Shop' } });
    const shared = { accountId: actor.accountId, lastFailure: 'HTTP 410', disabledAt: new Date() };
    await db().webhookState.createMany({
      data: [
        { ...shared, target: endpoint.id, disabledReason: 'gone' },
        { ...shared, target: 'https://example.com/url?token=secret', disabledReason: 'failing' },
        { ...shared, target: 'https://example.com/old', disabledAt: new Date(0), disabledReason: 'failing' },
        { ...shared, target: 'https://example.com/fails', disabledAt: null },
      ],
    });
    expect([await postTargetNotices(agent), await postTargetNotices(agent)]).toEqual([0, 0]);
    expect(alerts.requests).toHaveLength(2);
    status = 200;
    await pool().query('UPDATE webhook_state SET next_notify_at = now()');
    expect(await postTargetNotices(agent)).toBe(2);
    await pool().query('UPDATE webhook_state SET next_notify_at = now()');
    expect(await postTargetNotices(agent)).toBe(0);
    const bodies = alerts.requests.slice(2).map(({ body }) => JSON.parse(body) as { text: string; data: object });
    expect(bodies.map(({ text }) => text.replace(/account .* was/, 'account A was')).sort()).toEqual([
      'Webhook Shop of account A was disabled: the receiver responded 410 Gone.',
      'Webhook https://example.com/url of account A was disabled: it has failed for 5 days.',
    ]);
    expect(JSON.stringify(bodies)).not.toContain('secret');
  });
});
