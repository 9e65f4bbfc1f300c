import { keyCache } from '../acceptance/authentication/key-cache';
import type { Actor } from '../access/actor';
import { findSessionActor } from '../auth/session-actor';
import { processSingleton } from '../base/process-singleton';
import { db } from '../database/db';
import { keyListQuery } from '../keys/api-schema';
import { findManagedKey, listManagedKeys } from '../keys/queries/managed-keys';
import { listStoredMessages } from '../messages/list-messages';
import { messageListQuery } from '../messages/list-schema';

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

/** No account and no record has it. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The first reads of the API and of the console, of an account that does not exist: Prisma keeps what it compiles per query. */
async function run(): Promise<void> {
  const actor: Actor = { kind: 'system', name: 'warm-up', accountId: NO_ID };
  await keyCache().load({ kind: 'auth', authKey: 'warm-up', via: 'header' });
  await Promise.all([
    listManagedKeys(actor, keyListQuery.parse({})),
    findManagedKey(db(), NO_ID, NO_ID).catch(() => {}),
    listStoredMessages(actor, messageListQuery.parse({})),
    findSessionActor(NO_ID, null),
  ]);
  await db().$transaction(async (tx) => {
    await tx.apiKey.findFirst({
      select: { id: true, secrets: { select: { id: true }, take: 1 } },
    });
    await tx.account.findFirst({ select: { id: true, members: { select: { role: true }, take: 1 } } });
  });
}
