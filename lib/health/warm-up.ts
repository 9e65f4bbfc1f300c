import { processSingleton } from '../base/process-singleton';
import { apiPool, db } from '../database/db';

const state = () => processSingleton('warm-up', () => ({ done: null as Promise<void> | null }));

/**
 * Does once what the first command of a process would wait for: Prisma compiles its query engine at the first query, and
 * each pool opens its first connection. Rejects while the database is away; the next call tries again.
 */
export function warmUp(): Promise<void> {
  const known = state();
  known.done ??= run().catch((error: unknown) => {
    known.done = null;
    throw error;
  });
  return known.done;
}

async function run(): Promise<void> {
  await apiPool().query('SELECT 1');
  await db().$transaction(async (tx) => {
    await tx.apiKey.findFirst({
      select: { id: true, secrets: { select: { id: true }, take: 1 }, usage: { select: { timesUsed: true } } },
    });
    await tx.account.findFirst({ select: { id: true, members: { select: { role: true }, take: 1 } } });
  });
}
