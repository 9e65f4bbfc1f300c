import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '../base/ids';
import { apiPool } from '../database/db';
import { useDatabase } from '../testing/database';
import type { LimitSpec } from './allowance';
import { Allowances, takeAs } from './allowances';
import { periodOf } from './period';

useDatabase();

const quota = (limit: number): LimitSpec => ({
  ...{ kind: 'key_day', subjectId: newId(), accountId: newId(), limit, rate: 0 },
  period: periodOf('key_day', Date.now()),
});

async function takenOf({ subjectId, kind }: LimitSpec): Promise<number> {
  const { rows } = await apiPool().query(
    'SELECT taken FROM limit_use WHERE subject_id = $1 AND kind = $2::limit_kind',
    [subjectId, kind],
  );
  return rows[0]?.taken ?? 0;
}

/** As many processes, each with its own part of the allowances. */
const processes = (count: number) => Array.from({ length: count }, () => new Allowances());

test('several processes that use a limit at the same time accept exactly as many messages as it allows', async () => {
  for (const limit of [1, 7, 100, 5_000]) {
    const spec = quota(limit);
    const all = processes(4);
    const uses = Array.from({ length: Math.max(40, limit * 1.5) }, (_, index) => {
      const allowance = (all[index % 4] as Allowances).of(spec);
      return allowance.tryUse(1) || allowance.use(1);
    });
    const accepted = (await Promise.all(uses)).filter(Boolean).length;
    expect([limit, accepted]).toEqual([limit, Math.min(limit, uses.length)]);
    await Promise.all(all.map((one) => one.returnAll()));
    expect(await takenOf(spec)).toBe(limit);
  }
});

test('batches of any sizes never exceed the limit, and are refused only where they do not fit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.record({ process: fc.nat(2), count: fc.integer({ min: 1, max: 700 }), undo: fc.boolean() }), {
        minLength: 5,
        maxLength: 40,
      }),
      async (limit, steps) => {
        const spec = quota(limit);
        const all = processes(3);
        let used = 0;
        for (const { process, count, undo } of steps) {
          const allowance = (all[process] as Allowances).of(spec);
          const isTaken = allowance.tryUse(count) || (await allowance.use(count));
          if (isTaken) used += count;
          else expect(used + count).toBeGreaterThan(limit);
          if (isTaken && undo) {
            allowance.giveBack(count);
            await allowance.flush(0);
            used -= count;
          }
          expect(used).toBeLessThanOrEqual(limit);
        }
        await Promise.all(all.map((one) => one.returnAll()));
        expect(await takenOf(spec)).toBe(used);
      },
    ),
    { seed: 18, numRuns: 10 },
  );
});

test('what a process that died held counts as used, and a limit that is lowered applies at once', async () => {
  const spec = quota(1_000);
  const [dead, other] = [takeAs(newId()), takeAs(newId())];
  const first = await dead(spec, { unused: 0, keep: 0, need: 10, ahead: 50 });
  expect(first).toEqual({ kept: 0, granted: 60, taken: 60, elsewhere: 0, held: 50 });
  expect(await other(spec, { unused: 0, keep: 0, need: 1, ahead: 0 })).toMatchObject({ taken: 61, elsewhere: 50 });
  await apiPool().query("UPDATE limit_lease SET expires_at = now() - interval '1 second' WHERE subject_id = $1", [
    spec.subjectId,
  ]);
  expect(await other(spec, { unused: 0, keep: 0, need: 1, ahead: 0 })).toMatchObject({ taken: 62, elsewhere: 0 });
  // It was only slow: what it returns can be used again.
  expect(await dead(spec, { unused: 50, keep: 0, need: 0, ahead: 0 })).toMatchObject({ kept: 0, taken: 12 });
  const lower = { ...spec, limit: 13 };
  expect(await other(lower, { unused: 0, keep: 0, need: 5, ahead: 0 })).toMatchObject({ granted: 1, taken: 13 });
  expect(await other({ ...spec, limit: 5 }, { unused: 0, keep: 0, need: 1, ahead: 0 })).toMatchObject({ granted: 0 });
});

test('a rate allows its burst once over all processes, then what refills, and no more with allowance held', async () => {
  const spec: LimitSpec = { ...quota(20), kind: 'key_requests', rate: 10, period: periodOf('key_requests', 0) };
  const all = processes(3);
  const burst = Array.from({ length: 60 }, (_, index) => (all[index % 3] as Allowances).of(spec).use(1));
  const accepted = (await Promise.all(burst)).filter(Boolean).length;
  // The burst, and what refilled while the statements ran.
  const taken = await takenOf(spec);
  expect(accepted).toBeGreaterThanOrEqual(20);
  expect(taken).toBeLessThanOrEqual(20);
  const back = async (seconds: number) =>
    apiPool().query(
      `UPDATE limit_use SET updated_at = updated_at - $2 * interval '1 second', taken = $3 WHERE subject_id = $1`,
      [spec.subjectId, seconds, 20],
    );
  const one = takeAs(newId());
  await back(1);
  const refilled = await one(spec, { unused: 0, keep: 0, need: 50, ahead: 0 });
  expect(refilled.granted).toBeGreaterThanOrEqual(10);
  expect(refilled.granted).toBeLessThan(20);
  await back(1_000);
  expect((await one(spec, { unused: 0, keep: 0, need: 50, ahead: 0 })).granted).toBe(20);
  // Held in advance since long: the rest of the burst is what is not held.
  await back(1_000);
  expect((await one(spec, { unused: 5, keep: 5, need: 6, ahead: 0 })).granted).toBe(1);
  await back(1_000);
  const other = takeAs(newId());
  await one(spec, { unused: 5, keep: 5, need: 0, ahead: 0 });
  await back(1_000);
  expect((await other(spec, { unused: 0, keep: 0, need: 50, ahead: 0 })).granted).toBe(15);
});

test('notices 80 and 100 percent once each', async () => {
  const spec = quota(10);
  const take = takeAs(newId());
  const notices = async () => {
    const { rows } = await apiPool().query('SELECT percent FROM limit_notice WHERE subject_id = $1 ORDER BY 1', [
      spec.subjectId,
    ]);
    return rows.map(({ percent }) => percent);
  };
  await take(spec, { unused: 0, keep: 0, need: 7, ahead: 0 });
  expect(await notices()).toEqual([]);
  await take(spec, { unused: 0, keep: 0, need: 1, ahead: 0 });
  expect(await notices()).toEqual([80]);
  await take(spec, { unused: 0, keep: 0, need: 2, ahead: 0 });
  await take(spec, { unused: 0, keep: 0, need: 2, ahead: 0 });
  expect(await notices()).toEqual([80, 100]);
});
