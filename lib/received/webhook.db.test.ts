import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test, vi } from 'vitest';
import type { SystemActor } from '../access/actor';
import { db } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { inbound } from '../testing/received';
import { type Receiver, startReceiver } from '../testing/receiver';
import { startWorker, type Worker } from '../worker/worker';
import { assignNumber, copyAccountWebhookSecret } from './numbers/commands';
import { getReceived, listReceived } from './queries';
import { recordReceived } from './record';

useDatabase();

const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };

let receiver: Receiver | undefined;
let worker: Worker | undefined;
afterEach(async () => {
  await worker?.stop();
  await receiver?.stop();
});

test('a received message is posted at once, signed with the account’s secret, and its attempts are recorded', async () => {
  const actor = await makeAccount();
  const { accountId } = actor;
  receiver = await startReceiver((_, response) => {
    response.statusCode = receiver?.requests.length === 1 ? 500 : 200;
    response.end('thanks');
  });
  worker = await startWorker();
  await assignNumber(OPERATOR, { number: '+37255500001', accountId, webhookUrl: `${receiver.url}/in` });
  await recordReceived('smpp1', [inbound({ text: 'First' })]);
  await vi.waitFor(async () => expect(await db().webhookAttempt.count()).toBe(1), { timeout: 20_000 });
  const [message] = (await listReceived(actor, {})).rows;
  const detail = await getReceived(actor, message?.id ?? '');
  expect(detail).toMatchObject({
    report: { state: 'pending', attempts: 1, url: `${receiver.url}/in` },
    attempts: [{ number: 1, httpStatus: 500, response: 'thanks' }],
  });
  await recordReceived('smpp1', [inbound({ text: 'Second' })]);
  await vi.waitFor(() => expect(receiver?.requests.length).toBeGreaterThanOrEqual(2), { timeout: 20_000 });
  const secret = await copyAccountWebhookSecret(actor);
  const events = receiver.requests.map(({ body, headers }) => new Webhook(secret).verify(body, headers));
  expect(events.slice(0, 2)).toMatchObject([
    { type: 'message.received', data: { id: message?.id, from: '+37255510001', text: 'First' } },
    { type: 'message.received', data: { text: 'Second' } },
  ]);
});
