import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { SIMULATOR } from '../carriers/route-rules';
import { db, pool } from '../database/db';
import { claimSuspect } from '../delivery/claim-messages';
import { settle } from '../delivery/settle';
import { useDatabase } from '../testing/database';
import { type makeAccount, makeAccountWithKey, makeMessages } from '../testing/factories';
import {
  claim,
  dispatchOnce,
  emptyQueue,
  endLeases,
  handOver,
  readMessage,
  readQueueRow,
} from '../testing/message-queue';
import { MAX_CLAIMS, SUSPECT_AFTER } from './claim-limits';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  ({ actor, key } = await makeAccountWithKey());
});

beforeEach(async () => {
  await emptyQueue();
});

describe('a message', () => {
  it('that several workers in a row died with is claimed apart from the others', async () => {
    const [lost = ''] = await makeMessages(actor, key, [{ lostClaims: SUSPECT_AFTER }, { lostClaims: 2 }, {}, {}]);
    expect(await claim()).toHaveLength(3);
    const suspects = await claimSuspect(newId(), SIMULATOR);
    expect(suspects.flatMap(({ messages }) => messages.map(({ messageId }) => messageId))).toEqual([lost]);
    expect(await claimSuspect(newId(), SIMULATOR)).toEqual([]);
  });

  it('of a row with others that workers died with is claimed alone', async () => {
    const ids = await makeMessages(actor, key, Array(3).fill({}));
    await pool().query('DELETE FROM message_queue WHERE id > (SELECT min(id) FROM message_queue)');
    await pool().query('UPDATE message_queue SET message_ids = $1::uuid[], size = 3, lost_claims = $2, attempts = 3', [
      ids,
      SUSPECT_AFTER,
    ]);
    expect(await claim()).toEqual([]);
    expect(await claimSuspect(newId(), SIMULATOR)).toEqual([]);
    const claimed: string[] = [];
    for (let i = 0; i < 3; i++) {
      const rows = await claimSuspect(newId(), SIMULATOR);
      expect(rows).toMatchObject([{ size: 1, messages: [{ attempt: 4 }] }]);
      claimed.push(...rows.flatMap(({ messages }) => messages.map(({ messageId }) => messageId)));
    }
    expect(claimed.sort()).toEqual(ids.toSorted());
  });

  it('counts consecutive lost claims, without those that had a result', async () => {
    const [id = ''] = await makeMessages(actor, key, [{}]);
    for (let i = 0; i < 2; i++) {
      await claim();
      await endLeases();
    }
    const worker = newId();
    const [claimed] = await claim(worker);
    expect(await readQueueRow(id)).toMatchObject({ lostClaims: 2, attempts: 3 });
    if (!claimed) throw new Error('nothing was claimed');
    await settle(worker, SIMULATOR, [handOver(claimed, { kind: 'throttled', retryAfterMs: 0 })]);
    expect(await claim()).toHaveLength(1);
    expect(await readQueueRow(id)).toMatchObject({ lostClaims: 0, attempts: 4 });
  });

  it('ends as unknown at the claim after the limit: with a report, counted and not submitted', async () => {
    const ended = {
      dlrUrl: 'https://example.com/',
      lostClaims: MAX_CLAIMS - 1,
      attempts: MAX_CLAIMS,
      leaseOwner: newId(),
    };
    const [id = ''] = await makeMessages(actor, key, [ended]);
    const submitted: unknown[] = [];
    const submit = async (batch: readonly unknown[]) => {
      submitted.push(...batch);
      return [];
    };
    await dispatchOnce({ name: SIMULATOR, submit });
    expect(submitted).toEqual([]);
    expect(await readMessage(id)).toMatchObject({
      status: 'unknown',
      errorCode: 'worker_failed',
      possibleDuplicate: true,
    });
    expect(await readQueueRow(id)).toBeNull();
    expect(await db().submitAttempt.findMany()).toMatchObject([{ messageId: id, outcome: 'worker_lost' }]);
    expect(await db().deliveryReport.count({ where: { messageId: id } })).toBe(1);
    expect(await db().workerEvent.findMany()).toEqual([{ name: 'message_claim_limit', count: 1n }]);
  });
});
