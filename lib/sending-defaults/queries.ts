import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { notFound } from '../base/errors';
import { db } from '../database/db';
import type { WebhookEvent } from '../webhooks/events';
import type { SendingDefaults } from './schema';

/** Returns the defaults of the actor's account for messages whose request and key have no value. */
export async function getSendingDefaults(actor: Actor): Promise<SendingDefaults> {
  const accountId = requirePermission(actor, 'account:configure');
  const found = await db().account.findUnique({
    where: { id: accountId },
    select: { defaultSender: true, autoReplace: true, dlrUrl: true, dlrEvents: true },
  });
  if (!found) throw notFound('account');
  return { ...found, dlrEvents: found.dlrEvents as WebhookEvent[] };
}
