import { type Actor, actorName } from '../../access/actor';
import { requireOperator, requirePermission } from '../../access/permissions';
import { recordEvent } from '../../audit/record-event';
import { AppError, notFound } from '../../base/errors';
import { isId, newId } from '../../base/ids';
import { db, Prisma, type Transaction } from '../../database/db';
import { lockAccountForUpdate } from '../account-lock';
import { type RejectionInput, rejectionSchema, type VerificationInput, verificationSchema } from './schema';

/**
 * Sends a verification request for the actor's account to the operator. Throws `conflict` when the account is verified
 * already or has a pending request, `invalid_fields`.
 */
export async function requestVerification(actor: Actor, input: VerificationInput): Promise<{ id: string }> {
  const accountId = requirePermission(actor, 'verification:request');
  const request = verificationSchema.parse(input);
  const id = newId();
  await db().$transaction(async (tx) => {
    const { verifiedAt } = await lockAndReadAccount(tx, accountId);
    if (verifiedAt) throw new AppError('conflict', 'This account is verified already. Nothing was sent.');
    await insertRequest(tx, {
      ...request,
      id,
      accountId,
      requestedById: actor.kind === 'user' ? actor.userId : null,
      requestedByName: actorName(actor),
    });
    const { company, website, monthlyVolume } = request;
    await recordEvent(tx, actor, {
      action: 'verification.requested',
      accountId,
      targetKind: 'account',
      targetId: accountId,
      detail: { company, website, monthlyVolume },
    });
  });
  return { id };
}

/**
 * Approves a request: the account can create API keys from now on. Operators only. Throws `conflict`, which names who
 * decided, when it is no longer pending.
 */
export async function approveRequest(actor: Actor, id: string): Promise<void> {
  requireOperator(actor);
  await db().$transaction(async (tx) => {
    const { accountId, verifiedAt } = await lockPending(tx, id);
    await closePending(tx, actor, accountId, { state: 'approved' });
    await setVerified(tx, actor, accountId, verifiedAt);
  });
}

/** Rejects a request; the account sees the reason. Operators only. Throws like `approveRequest`, and `invalid_fields`. */
export async function rejectRequest(actor: Actor, input: RejectionInput): Promise<void> {
  requireOperator(actor);
  const { id, reason } = rejectionSchema.parse(input);
  await db().$transaction(async (tx) => {
    const { accountId } = await lockPending(tx, id);
    await closePending(tx, actor, accountId, { state: 'rejected', reason });
  });
}

/**
 * Verifies an account, with or without a request; a pending one is approved. Operators only. Does nothing when the account
 * is verified already. Throws `not_found`.
 */
export async function verifyAccount(actor: Actor, id: string): Promise<void> {
  requireOperator(actor);
  if (!isId(id)) throw notFound('account');
  await db().$transaction(async (tx) => {
    const { verifiedAt } = await lockAndReadAccount(tx, id);
    await closePending(tx, actor, id, { state: 'approved' });
    await setVerified(tx, actor, id, verifiedAt);
  });
}

/** Locks the account, so that no request stays pending on an account that has just been verified. Throws `not_found`. */
async function lockAndReadAccount(tx: Transaction, id: string): Promise<{ verifiedAt: Date | null }> {
  await lockAccountForUpdate(tx, id);
  const account = await tx.account.findUnique({ where: { id }, select: { verifiedAt: true } });
  if (!account) throw notFound('account');
  return account;
}

/** Locks the account of a pending request. Throws `not_found`, `conflict`. */
async function lockPending(tx: Transaction, id: string): Promise<{ accountId: string; verifiedAt: Date | null }> {
  const found = isId(id)
    ? await tx.verificationRequest.findUnique({ where: { id }, select: { accountId: true } })
    : null;
  if (!found) throw notFound('verification request');
  const { accountId } = found;
  const { verifiedAt } = await lockAndReadAccount(tx, accountId);
  const request = await tx.verificationRequest.findFirst({ where: { id, accountId } });
  if (!request) throw notFound('verification request');
  if (request.state !== 'pending') {
    throw new AppError('conflict', `This request was ${request.state} already, by ${request.decidedByName}.`);
  }
  return { accountId, verifiedAt };
}

/** Closes the account's pending request, if it has one. */
async function closePending(
  tx: Transaction,
  actor: Actor,
  accountId: string,
  decision: { state: 'approved' } | { state: 'rejected'; reason: string },
): Promise<void> {
  const { count } = await tx.verificationRequest.updateMany({
    where: { accountId, state: 'pending' },
    data: { ...decision, decidedByName: actorName(actor), decidedAt: new Date() },
  });
  if (count === 0) return;
  await recordEvent(tx, actor, {
    action: `verification.${decision.state}`,
    accountId,
    targetKind: 'account',
    targetId: accountId,
    detail: decision.state === 'rejected' ? { reason: decision.reason } : {},
  });
}

async function setVerified(tx: Transaction, actor: Actor, id: string, verifiedAt: Date | null): Promise<void> {
  if (verifiedAt) return;
  await tx.account.update({ where: { id }, data: { verifiedAt: new Date() } });
  await recordEvent(tx, actor, { action: 'account.verified', accountId: id, targetKind: 'account', targetId: id });
}

/** The unique index decides between concurrent requests. */
async function insertRequest(tx: Transaction, data: Prisma.VerificationRequestUncheckedCreateInput): Promise<void> {
  try {
    await tx.verificationRequest.create({ data });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new AppError('conflict', 'A request of this account is waiting for the operator already.');
    }
    throw error;
  }
}
