import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createWebServer } from '@/server/web/server';
import { db, pool } from '../../database/db';
import { env } from '../../runtime/env';
import { useDatabase } from '../../testing/database';
import { makeAccount, makeKey, makeMessage } from '../../testing/factories';
import { WAIT_LIMIT } from '../../testing/limits';
import { readReport } from '../../testing/reports';
import { startWorker } from '../../worker/worker';
import { callableUrl } from '../callable';
import { enableUrl } from '../endpoints/commands';
import { clearReceiver, closeReceiver, openReceiver, renewReceiver, setReceiverAnswer } from './commands';
import { findReceiver, listReceiverRequests } from './queries';
import { recordRequest } from './record';
import { KEPT_REQUESTS, MAX_RECEIVED_BYTES, receiverToken } from './rules';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let url: string;

beforeAll(async () => {
  // No private address is allowed, as in a new installation.
  process.env.WEBHOOK_ALLOW_CIDRS = '';
  actor = await makeAccount();
  ({ url } = await openReceiver(actor));
});

const tokenOf = (address: string) => receiverToken(new URL(address).pathname) ?? '';
const request = (body = '{}') => ({ headers: [['content-type', 'application/json'] as const], body });

describe('the built-in receiver', () => {
  it('gets the report of a message without a connection, although its address is private', async () => {
    const key = await makeKey(actor);
    expect(new URL(url).hostname).toBe('localhost');
    expect(callableUrl(url)).toBe(url);
    for (const other of [url.replace('whr_', 'whr'), `${url}?a=1`, `${url}/x`, new URL('/hooks', url).href]) {
      expect(() => callableUrl(other)).toThrow('WEBHOOK_ALLOW_CIDRS');
    }
    const worker = await startWorker();
    try {
      await setReceiverAnswer(actor, { answerStatus: 410 });
      const gone = await reportOf(await makeMessage(actor, key, { dlrUrl: url }), 'failed');
      expect(gone).toMatchObject({ attempts: 1 });
      await setReceiverAnswer(actor, { answerStatus: 200 });
      await vi.waitFor(() => enableUrl(actor, { url }), WAIT_LIMIT);
      const report = await reportOf(await makeMessage(actor, key, { dlrUrl: url }), 'delivered');
      const [newest, before] = await listReceiverRequests(actor);
      expect(newest).toMatchObject({ body: report.body, answerStatus: 200, signatureCheck: 'valid' });
      expect(Object.fromEntries(newest?.headers ?? [])).toMatchObject({ 'webhook-id': report.id });
      expect(before).toMatchObject({ body: gone.body, answerStatus: 410, signatureCheck: 'valid' });
      const attempts = await db().webhookAttempt.findMany({ where: { reportId: { in: [gone.id, report.id] } } });
      expect(attempts.map(({ httpStatus }) => httpStatus).sort()).toEqual([200, 410]);
    } finally {
      await worker.stop();
    }
  });

  it('shows a changed body and a missing signature, and compares only with secrets of its account', async () => {
    const [newest] = await listReceiverRequests(actor);
    const headers = newest?.headers ?? [];
    await recordRequest(tokenOf(url), { headers, body: `${newest?.body} ` });
    await recordRequest(tokenOf(url), request());
    const other = await openReceiver(await makeAccount());
    await recordRequest(tokenOf(other.url), { headers, body: newest?.body ?? '' });
    const checks = (await listReceiverRequests(actor)).map(({ signatureCheck }) => signatureCheck);
    expect(checks.slice(0, 3)).toEqual(['unsigned', 'wrong', 'valid']);
    const { rows } = await pool().query(
      'SELECT signature_check FROM receiver_request r JOIN webhook_receiver w USING (account_id) WHERE w.token = $1',
      [tokenOf(other.url)],
    );
    expect(rows).toEqual([{ signature_check: 'unknown' }]);
  });

  it(`keeps the last ${KEPT_REQUESTS} requests`, async () => {
    for (let i = 0; i < KEPT_REQUESTS + 3; i++) await recordRequest(tokenOf(url), request(`number ${i}\0`));
    expect(await db().receiverRequest.count({ where: { accountId: actor.accountId } })).toBe(KEPT_REQUESTS);
    const kept = await listReceiverRequests(actor);
    expect([kept.at(0)?.body, kept.at(-1)?.body]).toEqual([`number ${KEPT_REQUESTS + 2}\uFFFD`, 'number 3\uFFFD']);
    await clearReceiver(actor);
    expect(await listReceiverRequests(actor)).toEqual([]);
  });

  it('answers over HTTP with the chosen status, 413 above 64 KiB and 404 after it was renewed or closed', async () => {
    const server = createWebServer(env(), null);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const post = (address: string, body: string) =>
      fetch(`http://127.0.0.1:${port}${new URL(address).pathname}`, {
        method: 'POST',
        body,
        headers: { 'x-own': 'yes' },
      });
    try {
      expect((await post(url, 'any text')).status).toBe(200);
      const [newest] = await listReceiverRequests(actor);
      expect(newest).toMatchObject({ body: 'any text', signatureCheck: 'unsigned' });
      expect(Object.fromEntries(newest?.headers ?? [])).toMatchObject({ 'x-own': 'yes' });
      await setReceiverAnswer(actor, { answerStatus: 429 });
      const limited = await post(url, 'x'.repeat(MAX_RECEIVED_BYTES));
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '10']);
      expect((await post(url, 'x'.repeat(MAX_RECEIVED_BYTES + 1))).status).toBe(413);
      const { url: renewed } = await renewReceiver(actor);
      expect([(await post(url, '')).status, (await post(renewed, '')).status]).toEqual([404, 429]);
      await closeReceiver(actor);
      expect((await post(renewed, '')).status).toBe(404);
      expect([await findReceiver(actor), await listReceiverRequests(actor)]).toEqual([null, []]);
      const events = await db().auditEvent.findMany({ where: { accountId: actor.accountId }, orderBy: { seq: 'asc' } });
      const changes = events.flatMap(({ action, detail }) => (action === 'account.updated' ? [detail] : []));
      expect(changes.map((detail) => (detail as { after: string }).after)).toEqual([
        ...['opened', 'answers 410', 'answers 200', 'cleared', 'answers 429', 'renewed', 'closed'],
      ]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

async function reportOf(messageId: string, state: string) {
  return vi.waitFor(async () => {
    const { id } = await db().deliveryReport.findFirstOrThrow({ where: { messageId } });
    const report = await readReport(id);
    expect(report.state).toBe(state);
    return report;
  }, WAIT_LIMIT);
}
