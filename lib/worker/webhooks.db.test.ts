import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished, vi } from 'vitest';
import { db } from '../database/db';
import { copyWebhookSecret } from '../keys/commands/copy-key';
import { useDatabase } from '../testing/database';
import { makeAccountWithKey, makeMessage } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { startReceiver } from '../testing/receiver';
import { createEndpoint, rotateEndpointSecret, sendTestEvent } from '../webhooks/endpoints/commands';
import { getEndpoint } from '../webhooks/endpoints/queries';
import { startWorker } from './worker';

useDatabase();

/** Whether one of the `v1a` signatures is by the key pair of the `whpk_` key. */
function isSignedBy(publicKey: string, headers: Record<string, string>, body: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = (headers['webhook-signature'] ?? '').split(' ');
  return signatures.some((each) => verify(null, content, key, Buffer.from(each.slice('v1a,'.length), 'base64')));
}

it('a message is reported to its URL and to each endpoint that chose the event, and 410 ends one of them alone', async () => {
  const { actor, key } = await makeAccountWithKey();
  const sink = await startReceiver(({ path }, response) => response.writeHead(path === '/gone' ? 410 : 200).end());
  onTestFinished(sink.stop);
  const at = (path: string) => sink.requests.filter((request) => request.path.startsWith(path));
  const worker = await startWorker();
  onTestFinished(() => worker.stop());
  const url = (path: string) => sink.url + path;

  const [pair, query, gone] = await Promise.all([
    createEndpoint(actor, { name: 'Pair', url: url('/pair'), signature: 'v1a', headers: { 'X-Token': 't' } }),
    createEndpoint(actor, { name: 'Query', url: url('/query?d=%d&id=%I'), format: 'query' }),
    createEndpoint(actor, { name: 'Gone', url: url('/gone'), events: ['message.delivered'] }),
    createEndpoint(actor, { name: 'Other', url: url('/other'), events: ['message.expired'] }),
  ]);
  const id = await makeMessage(actor, key, { dlrUrl: url('/url') });
  await vi.waitFor(() => expect(sink.requests).toHaveLength(4), WAIT_LIMIT);
  const [own] = at('/url');
  const secret = await copyWebhookSecret(actor, key.id);
  expect(new Webhook(secret).verify(own?.body ?? '', own?.headers ?? {})).toMatchObject({ data: { id } });
  const [signed] = at('/pair');
  expect(signed?.headers['x-token']).toBe('t');
  expect(isSignedBy(pair.endpoint.publicKey ?? '', signed?.headers ?? {}, signed?.body ?? '')).toBe(true);
  expect(at('/query').map(({ path }) => path)).toEqual([`/query?d=1&id=${id}`]);
  expect(at('/other')).toEqual([]);
  await vi.waitFor(async () => {
    expect((await getEndpoint(actor, gone.endpoint.id)).state).toMatchObject({ disabledReason: 'gone' });
  }, WAIT_LIMIT);

  await rotateEndpointSecret(actor, { id: pair.endpoint.id, overlapHours: 1 });
  const { publicKey } = await getEndpoint(actor, pair.endpoint.id);
  // The worker notices the rotation within half a second.
  await vi.waitFor(async () => {
    const { deliveryId } = await sendTestEvent(actor, { id: pair.endpoint.id });
    const arrived = () => at('/pair').find(({ headers }) => headers['webhook-id'] === deliveryId);
    await vi.waitFor(() => expect(arrived()?.body).toContain('"reference":"test"'), WAIT_LIMIT);
    const { headers = {}, body = '' } = arrived() ?? {};
    expect([pair.endpoint.publicKey, publicKey].map((each) => isSignedBy(each ?? '', headers, body))).toEqual([
      true,
      true,
    ]);
  }, WAIT_LIMIT);
  expect(publicKey).not.toBe(pair.endpoint.publicKey);
  expect(await db().webhookState.count({ where: { accountId: actor.accountId } })).toBe(1);
  expect(query.endpoint.format).toBe('query');
});
