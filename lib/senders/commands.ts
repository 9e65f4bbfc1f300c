import { type Actor, actorName } from '../access/actor';
import { isOperator, requireOperator, requirePermission } from '../access/permissions';
import { lockAccountForUpdate } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import { recordEvent } from '../audit/record-event';
import { AppError, notFound } from '../base/errors';
import { isId, newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import {
  type ApproveSenderIdInput,
  approveSenderIdSchema,
  MAX_SENDER_IDS,
  type RejectSenderIdInput,
  type RequestSenderIdInput,
  rejectSenderIdSchema,
  requestSenderIdSchema,
  type SenderState,
} from './schema';

type Sender = { id: string; accountId: string; value: string; state: SenderState; decidedByName: string | null };

/**
 * Requests a sender ID for the actor's account, also again after a rejection. An operator's own request is approved at
 * once. Throws `conflict` for one that is approved or pending already, and when the account has too many; `invalid_fields`.
 */
export async function requestSenderId(
  actor: Actor,
  input: RequestSenderIdInput,
): Promise<{ id: string; value: string; state: SenderState }> {
  const accountId = requirePermission(actor, 'senders:manage');
  const { value, note } = requestSenderIdSchema.parse(input);
  const state = isOperator(actor) ? 'approved' : 'pending';
  return db().$transaction(async (tx) => {
    if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
    const sender = await putPending(tx, actor, { accountId, value, note }, state);
    if (state === 'approved') await decide(tx, actor, sender, { state });
    return { id: sender.id, value, state };
  });
}

/** Makes the sender ID pending. One that is pending already is accepted when the actor approves it next. */
async function putPending(
  tx: Transaction,
  actor: Actor,
  { accountId, value, note }: { accountId: string; value: string; note: string | null },
  next: SenderState,
): Promise<Sender> {
  const found = await tx.senderId.findUnique({ where: { accountId_value: { accountId, value } } });
  if (found?.state === 'approved')
    throw new AppError('conflict', `“${value}” is approved already. Nothing was changed.`);
  if (found?.state === 'pending') {
    if (next === 'approved') return found;
    throw new AppError('conflict', `“${value}” was requested already and waits for the operator.`);
  }
  const request = { note, requestedByName: actorName(actor), createdAt: new Date() };
  const undecided = { state: 'pending', decidedByName: null, decidedAt: null, reason: null } as const;
  if (!found) await requireRoom(tx, accountId);
  const sender = found
    ? await tx.senderId.update({ where: { id: found.id, accountId }, data: { ...request, ...undecided } })
    : await tx.senderId.create({ data: { id: newId(), accountId, value, ...request } });
  await recordChange(tx, actor, 'sender.requested', sender, { note });
  return sender;
}

/** Requires the account's lock: without it, two requests could both pass the limit. */
async function requireRoom(tx: Transaction, accountId: string): Promise<void> {
  if ((await tx.senderId.count({ where: { accountId } })) < MAX_SENDER_IDS) return;
  throw new AppError('conflict', `An account has at most ${MAX_SENDER_IDS} sender IDs. Remove one first.`);
}

/**
 * Approves a sender ID, for the account's requests from now on. Operators only. Throws `not_found`, and `conflict`, which
 * names who decided, for one that is approved already or has changed since the actor saw it.
 */
export async function approveSenderId(actor: Actor, input: ApproveSenderIdInput): Promise<void> {
  requireOperator(actor);
  const { id, seen } = approveSenderIdSchema.parse(input);
  await decideLocked(id, seen, 'approved', (tx, sender) => decide(tx, actor, sender, { state: 'approved' }));
}

/**
 * Rejects a sender ID, or withdraws its approval: the next request with it is refused. The account sees the reason.
 * Operators only. Throws like `approveSenderId`, and `invalid_fields`.
 */
export async function rejectSenderId(actor: Actor, input: RejectSenderIdInput): Promise<void> {
  requireOperator(actor);
  const { id, reason, seen } = rejectSenderIdSchema.parse(input);
  await decideLocked(id, seen, 'rejected', (tx, sender) => decide(tx, actor, sender, { state: 'rejected', reason }));
}

/**
 * Removes a sender ID from the account. Throws `not_found`, and `conflict` for the default of a key or the account, whose
 * next request would be refused. (An operator who withdraws an approval intends that, so this check is not for them.)
 */
export async function removeSenderId(actor: Actor, id: string): Promise<void> {
  const accountId = requirePermission(actor, 'senders:manage');
  if (!isId(id)) throw notFound('sender ID');
  await db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const sender = await tx.senderId.findFirst({ where: { id, accountId } });
    if (!sender) throw notFound('sender ID');
    if (sender.state === 'approved') await bumpKeyRevisions(tx, accountId);
    await requireUnused(tx, sender);
    await tx.senderId.deleteMany({ where: { id, accountId } });
    await recordChange(tx, actor, 'sender.removed', sender, {});
  });
}

const MAX_NAMED = 3;

async function requireUnused(tx: Transaction, { accountId, value }: Sender): Promise<void> {
  const where = { accountId, defaultSender: value };
  const keys = await tx.apiKey.findMany({
    where: { ...where, deletedAt: null },
    select: { name: true },
    orderBy: { id: 'asc' },
    take: MAX_NAMED + 1,
  });
  const isDefault = (await tx.account.count({ where: { id: accountId, defaultSender: value } })) > 0;
  const users = [
    ...(isDefault ? ['the account itself'] : []),
    ...keys.slice(0, MAX_NAMED).map(({ name }) => `the key “${name}”`),
    ...(keys.length > MAX_NAMED ? ['others'] : []),
  ];
  if (users.length === 0) return;
  throw new AppError(
    'conflict',
    `“${value}” is the default sender of ${users.join(', ')}. Choose another default there first.`,
  );
}

/** Runs `run` on a sender ID of any account, with the account locked against concurrent decisions. */
async function decideLocked(
  id: string,
  seen: SenderState | undefined,
  next: SenderState,
  run: (tx: Transaction, sender: Sender) => Promise<void>,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const found = await tx.senderId.findUnique({ where: { id }, select: { accountId: true } });
    if (!found) throw notFound('sender ID');
    await lockAccountForUpdate(tx, found.accountId);
    const sender = await tx.senderId.findFirst({ where: { id, accountId: found.accountId } });
    if (!sender) throw notFound('sender ID');
    if (sender.state === next || (seen && seen !== sender.state)) {
      const by = sender.decidedByName ? `${sender.state} already, by ${sender.decidedByName}` : 'requested again';
      throw new AppError('conflict', `“${sender.value}” was ${by}. Check it again.`);
    }
    await run(tx, sender);
  });
}

/** Writes a decision. Every change of the approved sender IDs invalidates the account's cached keys. */
async function decide(
  tx: Transaction,
  actor: Actor,
  sender: Sender,
  decision: { state: 'approved' } | { state: 'rejected'; reason: string },
): Promise<void> {
  const { id, accountId } = sender;
  if (decision.state === 'approved' || sender.state === 'approved') await bumpKeyRevisions(tx, accountId);
  const reason = decision.state === 'rejected' ? decision.reason : null;
  await tx.senderId.update({
    where: { id, accountId },
    data: { state: decision.state, reason, decidedByName: actorName(actor), decidedAt: new Date() },
  });
  await recordChange(tx, actor, `sender.${decision.state}`, sender, {
    before: sender.state,
    ...(reason && { reason }),
  });
}

async function recordChange(
  tx: Transaction,
  actor: Actor,
  action: 'sender.requested' | 'sender.approved' | 'sender.rejected' | 'sender.removed',
  { id, accountId, value }: Sender,
  detail: Record<string, string | null>,
): Promise<void> {
  await recordEvent(tx, actor, { action, accountId, targetKind: 'sender', targetId: id, detail: { value, ...detail } });
}
