import { type Actor, actorName } from '../access/actor';
import { isOperator, requireOperator, requirePermission } from '../access/permissions';
import { lockAccount } from '../accounts/account-lock';
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
 * Asks the operator for a sender ID of the actor's account, or asks again for one that was rejected. Whoever is an operator
 * approves by asking. Throws `conflict` for one that is approved or waits already, and when the account has too many;
 * `invalid_fields`.
 */
export async function requestSenderId(
  actor: Actor,
  input: RequestSenderIdInput,
): Promise<{ id: string; value: string; state: SenderState }> {
  const accountId = requirePermission(actor, 'senders:manage');
  const { value, note } = requestSenderIdSchema.parse(input);
  const state = isOperator(actor) ? 'approved' : 'pending';
  return db().$transaction(async (tx) => {
    if (!(await lockAccount(tx, accountId))) throw notFound('account');
    const sender = await ask(tx, actor, { accountId, value, note }, state);
    if (state === 'approved') await decide(tx, actor, sender, { state });
    return { id: sender.id, value, state };
  });
}

/** Leaves the sender ID waiting. One that waits already is as it should be when the actor is about to approve it. */
async function ask(
  tx: Transaction,
  actor: Actor,
  { accountId, value, note }: { accountId: string; value: string; note: string | null },
  wanted: SenderState,
): Promise<Sender> {
  const known = await tx.senderId.findUnique({ where: { accountId_value: { accountId, value } } });
  if (known?.state === 'approved')
    throw new AppError('conflict', `“${value}” is approved already. Nothing was changed.`);
  if (known?.state === 'pending') {
    if (wanted === 'approved') return known;
    throw new AppError('conflict', `“${value}” was requested already and waits for the operator.`);
  }
  const asked = { note, requestedByName: actorName(actor), createdAt: new Date() };
  const undecided = { state: 'pending', decidedByName: null, decidedAt: null, reason: null } as const;
  if (!known) await requireRoom(tx, accountId);
  const sender = known
    ? await tx.senderId.update({ where: { id: known.id, accountId }, data: { ...asked, ...undecided } })
    : await tx.senderId.create({ data: { id: newId(), accountId, value, ...asked } });
  await log(tx, actor, 'sender.requested', sender, { note });
  return sender;
}

/** Only under the account's lock: else two requests could both take the last place. */
async function requireRoom(tx: Transaction, accountId: string): Promise<void> {
  if ((await tx.senderId.count({ where: { accountId } })) < MAX_SENDER_IDS) return;
  throw new AppError('conflict', `An account has at most ${MAX_SENDER_IDS} sender IDs. Remove one first.`);
}

/**
 * Lets the account send under a sender ID, from its next request on. Operators only. Throws `not_found`, and `conflict`,
 * which names who decided, for one that is approved already or is not as the actor saw it.
 */
export async function approveSenderId(actor: Actor, input: ApproveSenderIdInput): Promise<void> {
  requireOperator(actor);
  const { id, seen } = approveSenderIdSchema.parse(input);
  await change(id, seen, 'approved', (tx, sender) => decide(tx, actor, sender, { state: 'approved' }));
}

/**
 * Rejects a sender ID, or withdraws its approval: the next request under it is refused. The account sees the reason.
 * Operators only. Throws as `approveSenderId`, and `invalid_fields`.
 */
export async function rejectSenderId(actor: Actor, input: RejectSenderIdInput): Promise<void> {
  requireOperator(actor);
  const { id, reason, seen } = rejectSenderIdSchema.parse(input);
  await change(id, seen, 'rejected', (tx, sender) => decide(tx, actor, sender, { state: 'rejected', reason }));
}

/**
 * Takes a sender ID off the account. Throws `not_found`, and `conflict` for one that a key or the account has as its
 * default: removing it would have their next request refused, which nobody who tidies up means to do. (An operator who
 * withdraws one means just that, and is not held up.)
 */
export async function removeSenderId(actor: Actor, id: string): Promise<void> {
  const accountId = requirePermission(actor, 'senders:manage');
  if (!isId(id)) throw notFound('sender ID');
  await db().$transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const sender = await tx.senderId.findFirst({ where: { id, accountId } });
    if (!sender) throw notFound('sender ID');
    if (sender.state === 'approved') await bumpKeyRevisions(tx, accountId);
    await requireUnused(tx, sender);
    await tx.senderId.deleteMany({ where: { id, accountId } });
    await log(tx, actor, 'sender.removed', sender, {});
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

/** Runs `run` on a sender ID of any account while nobody else decides about it. */
async function change(
  id: string,
  seen: SenderState | undefined,
  next: SenderState,
  run: (tx: Transaction, sender: Sender) => Promise<void>,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const found = await tx.senderId.findUnique({ where: { id }, select: { accountId: true } });
    if (!found) throw notFound('sender ID');
    await lockAccount(tx, found.accountId);
    const sender = await tx.senderId.findFirst({ where: { id, accountId: found.accountId } });
    if (!sender) throw notFound('sender ID');
    if (sender.state === next || (seen && seen !== sender.state)) {
      const by = sender.decidedByName ? `${sender.state} already, by ${sender.decidedByName}` : 'requested again';
      throw new AppError('conflict', `“${sender.value}” was ${by}. Look at it again.`);
    }
    await run(tx, sender);
  });
}

/** Whatever changes which sender IDs are approved makes every process's picture of the account's keys outdated. */
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
  await log(tx, actor, `sender.${decision.state}`, sender, { before: sender.state, ...(reason && { reason }) });
}

async function log(
  tx: Transaction,
  actor: Actor,
  action: 'sender.requested' | 'sender.approved' | 'sender.rejected' | 'sender.removed',
  { id, accountId, value }: Sender,
  detail: Record<string, string | null>,
): Promise<void> {
  await recordEvent(tx, actor, { action, accountId, targetKind: 'sender', targetId: id, detail: { value, ...detail } });
}
