import type { Actor } from '../auth/actor';
import { requirePermission } from '../auth/permissions';
import { db } from '../db';
import { notFound } from '../errors';
import type { SendingDefaults } from './schema';

/** What the actor's account gives to messages that do not say otherwise. */
export async function getSendingDefaults(actor: Actor): Promise<SendingDefaults> {
  const accountId = requirePermission(actor, 'account:configure');
  const found = await db().account.findUnique({
    where: { id: accountId },
    select: { defaultSender: true, autoReplace: true, dlrUrl: true },
  });
  if (!found) throw notFound('account');
  return found;
}
