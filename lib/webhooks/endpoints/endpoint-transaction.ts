import type { Actor } from '../../access/actor';
import type { AuditAction } from '../../audit/actions';
import { type AuditEntry, recordEvent } from '../../audit/record-event';
import { AppError, invalidFields, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { Prisma, type Transaction } from '../../database/db';
import type { EndpointRow } from './view';

/** An endpoint receives reports of live messages, too, which a test key must not send elsewhere. Throws `forbidden`. */
export function requireAllEnvironments(actor: Actor): void {
  if (actor.kind !== 'key' || actor.environment === 'live') return;
  throw new AppError(
    'forbidden',
    'This is a test key: endpoints also receive reports of live messages. Use a live key.',
  );
}

/** Returns the row of an endpoint, locked until the transaction ends. Throws `not_found`. */
export async function lockEndpoint(tx: Transaction, accountId: string, id: string): Promise<EndpointRow> {
  if (!isId(id)) throw notFound('endpoint');
  await tx.$queryRaw`
    SELECT id FROM webhook_endpoint WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid FOR UPDATE`;
  const row = await tx.webhookEndpoint.findFirst({ where: { id, accountId } });
  if (!row) throw notFound('endpoint');
  return row;
}

/** Records a change of an endpoint, with its name. */
export async function recordChange(
  tx: Transaction,
  actor: Actor,
  action: AuditAction,
  { id, accountId, name }: Pick<EndpointRow, 'id' | 'accountId' | 'name'>,
  detail: NonNullable<AuditEntry['detail']>,
): Promise<void> {
  await recordEvent(tx, actor, {
    action,
    accountId,
    targetKind: 'endpoint',
    targetId: id,
    detail: { name, ...detail },
  });
}

/** Runs `run`; a name that another endpoint of the account has becomes `invalid_fields` on that field. */
export async function withUniqueName<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw invalidFields({ name: 'Another endpoint has this name. Choose a different one.' });
    }
    throw error;
  }
}
