import { type Actor, actorName } from '../../access/actor';
import { requireOperator, requirePermission } from '../../access/permissions';
import { lockAccountForUpdate } from '../../accounts/account-lock';
import type { AuditAction } from '../../audit/actions';
import { recordCopy } from '../../audit/record-copy';
import { recordEvent } from '../../audit/record-event';
import { AppError, notFound } from '../../base/errors';
import { isId, newId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { accountEncryptionContext } from '../../secrets/encryption-contexts';
import { seal, unseal } from '../../secrets/seal';
import { callableUrl } from '../../webhooks/callable';
import { newSigningSecret } from '../../webhooks/signature';
import { matchOf } from '../address';
import { type AssignNumberInput, assignNumberSchema } from '../schema';

type Assignment = { id: string; accountId: string; number: string; keyword: string };

/**
 * Assigns a number, or a keyword of a number, to an account: messages received from now on belong to it. For one that the
 * account has already, sets its webhook. Operators only. Throws `conflict` for one of another account and where nothing
 * would change, `not_found` for the account, `invalid_fields`.
 */
export async function assignNumber(actor: Actor, input: AssignNumberInput): Promise<Assignment> {
  requireOperator(actor);
  const { number, keyword, accountId, webhookUrl: text } = assignNumberSchema.parse(input);
  const webhookUrl = callableUrl(text, 'webhookUrl');
  const match = matchOf(number);
  return db().$transaction(async (tx) => {
    if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
    await ensureWebhookSecret(tx, accountId);
    const known = await tx.receivedNumber.findUnique({ where: { match_keyword: { match, keyword } } });
    if (known) return setWebhook(tx, actor, { known, accountId, webhookUrl });
    const assignment = { id: newId(), accountId, number, keyword };
    const { count } = await tx.receivedNumber.createMany({
      data: { ...assignment, match, webhookUrl, assignedByName: actorName(actor) },
      skipDuplicates: true,
    });
    if (count === 0) throw assignedAlready(assignment);
    await recordChange(tx, actor, 'number.assigned', assignment, { webhook: webhookUrl });
    return assignment;
  });
}

type Change = {
  known: Assignment & { webhookUrl: string | null };
  accountId: string;
  webhookUrl: string | null;
};

async function setWebhook(
  tx: Transaction,
  actor: Actor,
  { known, accountId, webhookUrl }: Change,
): Promise<Assignment> {
  const { id, number, keyword } = known;
  if (known.accountId !== accountId || known.webhookUrl === webhookUrl) throw assignedAlready(known);
  await tx.receivedNumber.update({ where: { id, accountId }, data: { webhookUrl } });
  await recordChange(tx, actor, 'number.changed', known, { before: known.webhookUrl, after: webhookUrl });
  return { id, accountId, number, keyword };
}

function assignedAlready(assignment: Pick<Assignment, 'number' | 'keyword'>): AppError {
  return new AppError(
    'conflict',
    `${named(assignment)} is assigned already. Remove it first to assign it to another account.`,
  );
}

function named({ number, keyword }: Pick<Assignment, 'number' | 'keyword'>): string {
  return keyword === '' ? number : `${number} with the keyword “${keyword}”`;
}

/**
 * Removes an assignment. Messages received until now stay with the account, later ones belong to none. Operators only.
 * Throws `not_found`.
 */
export async function removeNumber(actor: Actor, id: string): Promise<void> {
  requireOperator(actor);
  if (!isId(id)) throw notFound('number');
  await db().$transaction(async (tx) => {
    const found = await tx.receivedNumber.findUnique({ where: { id } });
    if (!found) throw notFound('number');
    const { count } = await tx.receivedNumber.deleteMany({ where: { id, accountId: found.accountId } });
    if (count === 0) throw notFound('number');
    await recordChange(tx, actor, 'number.removed', found, {});
  });
}

/**
 * Returns the secret that signs the account's received messages, for the receiver that verifies them; makes it if the
 * account has none. Recorded in the audit log.
 */
export async function copyAccountWebhookSecret(actor: Actor): Promise<string> {
  const accountId = requirePermission(actor, 'account:configure');
  return db().$transaction(async (tx) => {
    if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
    const sealed = await ensureWebhookSecret(tx, accountId);
    await recordCopy(tx, actor, {
      action: 'account.secret_copied',
      accountId,
      targetKind: 'account',
      targetId: accountId,
    });
    return unseal(sealed, accountEncryptionContext.webhookSecret(accountId));
  });
}

/** Returns the sealed secret of the account, which must be locked. */
async function ensureWebhookSecret(tx: Transaction, accountId: string): Promise<string> {
  const account = await tx.account.findUniqueOrThrow({ where: { id: accountId }, select: { webhookSecret: true } });
  if (account.webhookSecret !== null) return account.webhookSecret;
  const webhookSecret = seal(newSigningSecret(), accountEncryptionContext.webhookSecret(accountId));
  await tx.account.update({ where: { id: accountId }, data: { webhookSecret } });
  return webhookSecret;
}

async function recordChange(
  tx: Transaction,
  actor: Actor,
  action: Extract<AuditAction, `number.${string}`>,
  { id, accountId, number, keyword }: Assignment,
  detail: Record<string, string | null>,
): Promise<void> {
  await recordEvent(tx, actor, {
    action,
    accountId,
    targetKind: 'number',
    targetId: id,
    detail: { number, ...(keyword && { keyword }), ...detail },
  });
}
