import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { isId } from '../../base/ids';
import { db } from '../../database/db';
import { publicUrl } from '../../runtime/env';
import type { SignatureCheck } from './check';
import { KEPT_HOURS, KEPT_REQUESTS, receiverPath } from './rules';

const HOUR_MS = 3_600_000;

export type ReceiverView = { url: string; answerStatus: number; createdAt: Date };

/** The built-in receiver of the account; null while there is none. */
export async function findReceiver(actor: Actor): Promise<ReceiverView | null> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const receiver = await db().webhookReceiver.findUnique({ where: { accountId } });
  if (!receiver) return null;
  const { token, answerStatus, createdAt } = receiver;
  return { url: publicUrl() + receiverPath(token), answerStatus, createdAt };
}

export type ReceiverRequestView = {
  id: string;
  receivedAt: Date;
  headers: [name: string, value: string][];
  body: string;
  answerStatus: number;
  signatureCheck: SignatureCheck;
};

/**
 * What arrived at the account's receiver, newest first: at most the last 100 requests of 24 hours. `after`: only those after
 * the request with this id.
 */
export async function listReceiverRequests(actor: Actor, after?: string): Promise<ReceiverRequestView[]> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const since = new Date(Date.now() - KEPT_HOURS * HOUR_MS);
  const rows = await db().receiverRequest.findMany({
    where: { accountId, receivedAt: { gte: since }, ...(after && isId(after) && { id: { gt: after } }) },
    orderBy: { id: 'desc' },
    take: KEPT_REQUESTS,
  });
  return rows.map(({ accountId: _, headers, ...row }) => ({ ...row, headers: headers as [string, string][] }));
}
