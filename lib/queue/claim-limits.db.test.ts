import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { claimMessages, claimSuspect } from '../delivery/claim-messages';
import { logger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { createDispatcher } from '../worker/dispatcher';
import { MAX_CLAIMS, SUSPECT_AFTER } from './claim-limits';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await pool().query('TRUNCATE message, submit_attempt, delivery_report, webhook_attempt, worker_event');
});

describe('a message', () => {
  const endLeases = () => pool().query('UPDATE message SET run_at = now() - $1::interval', ['1 second']);
  const message = (id: string) => db().message.findUniqueOrThrow({ where: { id } });

  it('that several workers in a row died with is claimed apart from the others', async () => {
    const [lost = '', twice = ''] = await makeMessages(actor, key, [{ lostClaims: SUSPECT_AFTER }, {}, {}, {}]);
    await pool().query('UPDATE message SET lost_claims = 2 WHERE id = $1', [twice]);
    expect(await claimMessages(newId(), 100)).toHaveLength(3);
    expect((await claimSuspect(newId())).map(({ messageId }) => messageId)).toEqual([lost]);
    expect(await claimSuspect(newId())).toEqual([]);
  });

  it('counts claims lost in a row, and none that had a result', async () => {
    const [id = ''] = await makeMessages(actor, key, [{}]);
    for (let i = 0; i < 3; i++) {
      await claimMessages(newId(), 1);
      await endLeases();
    }
    expect(await message(id)).toMatchObject({ lostClaims: 2, attempts: 3 });
    await pool().query('UPDATE message SET lease_owner = NULL');
    await claimMessages(newId(), 1);
    expect(await message(id)).toMatchObject({ lostClaims: 0, attempts: 4 });
  });

  it('is ended at the claim after too many: unknown, with a report, counted and not handed over', async () => {
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
    const carrier = { name: 'test', submit };
    const dispatcher = createDispatcher({
      worker: newId(),
      carriers: { all: [carrier], carrierFor: () => carrier },
      onSubmitted: () => undefined,
      onReports: () => undefined,
      onRoom: () => undefined,
      log: logger(),
    });
    await dispatcher.run();
    await dispatcher.drain(5_000);
    expect(submitted).toEqual([]);
    expect(await message(id)).toMatchObject({ status: 'unknown', errorCode: 'worker_failed', possibleDuplicate: true });
    expect(await db().submitAttempt.findMany()).toMatchObject([{ messageId: id, outcome: 'worker_lost' }]);
    expect(await db().deliveryReport.count({ where: { messageId: id } })).toBe(1);
    expect(await db().workerEvent.findMany()).toEqual([{ name: 'message_claim_limit', count: 1n }]);
  });
});
