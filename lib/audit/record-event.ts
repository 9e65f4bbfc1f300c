import type pg from 'pg';
import type { Actor, UserActor } from '../access/actor';
import type { AppError } from '../base/errors';
import { lowestIdAt, newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { noteChange } from '../live/changes';
import type { AuditAction } from './actions';
import { currentAuditKey } from './audit-keys';
import { eventHash, INSTALLATION_CHAIN } from './event-hash';

export type AuditEntry = {
  action: AuditAction;
  /** Null for events of the installation. */
  accountId: string | null;
  targetKind:
    | 'account'
    | 'user'
    | 'key'
    | 'invitation'
    | 'message'
    | 'sender'
    | 'carrier'
    | 'route'
    | 'number'
    | 'prices'
    | 'endpoint';
  targetId: string;
  /** Never a secret: names, ids, old and new values of plain settings. */
  detail?: Record<string, string | number | boolean | null | string[]>;
};

/**
 * Writes one audit event in the caller's transaction, of Prisma or of the driver, so that no change can commit without its
 * event.
 */
export async function recordEvent(
  transaction: Transaction | Pick<pg.ClientBase, 'query'>,
  actor: Actor,
  entry: AuditEntry,
): Promise<void> {
  noteChange('settings', entry.accountId);
  const chain = entry.accountId ?? INSTALLATION_CHAIN;
  const head = await lockHead(transaction, chain);
  // The log is ordered by id and filtered by time: the two must agree.
  const at = new Date();
  const written = { id: newId(at.getTime()), at, ...actorFields(actor), ...entry, detail: entry.detail ?? {} };
  const { id: keyId, key } = currentAuditKey();
  const event = { ...written, chain, seq: head.seq + 1n, prevHash: head.hash };
  const row = { ...event, keyId, hash: new Uint8Array(eventHash(event, key)) };
  if ('auditEvent' in transaction) {
    await transaction.auditEvent.create({ data: row });
    return;
  }
  await transaction.query(
    `INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, ip, action, target_kind, target_id, detail,
                              chain, seq, prev_hash, hash, key_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      row.id,
      row.accountId,
      row.at,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.ip,
      row.action,
      row.targetKind,
      row.targetId,
      row.detail,
      row.chain,
      row.seq,
      Buffer.from(row.prevHash),
      Buffer.from(row.hash),
      row.keyId,
    ],
  );
}

type Head = { seq: bigint; hash: Uint8Array<ArrayBuffer> };

/** Returns the last event's place in the chain. The next one of any process waits for the end of the transaction. */
async function lockHead(transaction: Transaction | Pick<pg.ClientBase, 'query'>, chain: string): Promise<Head> {
  if ('auditEvent' in transaction) {
    const [head] = await transaction.$queryRaw<Head[]>`SELECT seq, hash FROM audit_head_for_update(${chain}::uuid)`;
    if (head) return head;
  } else {
    const { rows } = await transaction.query<{ seq: string; hash: Uint8Array<ArrayBuffer> }>(
      'SELECT seq, hash FROM audit_head_for_update($1)',
      [chain],
    );
    if (rows[0]) return { seq: BigInt(rows[0].seq), hash: rows[0].hash };
  }
  throw new Error('the head of the audit log was not returned');
}

/** Refused actions of one user that are recorded within an hour: enough to see them, too few to fill the disk. */
const MAX_REFUSED_PER_HOUR = 60;
const HOUR_MS = 3_600_000;

/** Records that a user requested an action without the permission for it. */
export async function recordRefusedAction(actor: UserActor, { needed, message }: AppError): Promise<void> {
  const { accountId, userId } = actor;
  const since = lowestIdAt(new Date(Date.now() - HOUR_MS));
  const recorded = await db().auditEvent.count({
    where: { accountId, actorId: userId, action: 'access.refused', id: { gte: since } },
    take: MAX_REFUSED_PER_HOUR,
  });
  if (recorded >= MAX_REFUSED_PER_HOUR) return;
  await db().$transaction((tx) =>
    recordEvent(tx, actor, {
      action: 'access.refused',
      accountId,
      targetKind: 'account',
      targetId: accountId,
      detail: { needed: needed ?? message },
    }),
  );
}

type FailedSignIn = { ip: string | null; step: 'password' | 'code' | 'password again' };

/** Records a wrong password or code of an existing user. Never what was entered. Sign-in limits bound how many. */
export async function recordFailedSignIn(
  { userId, accountId }: { userId: string; accountId: string | null },
  { ip, step }: FailedSignIn,
): Promise<void> {
  await db().$transaction((tx) =>
    recordEvent(
      tx,
      { kind: 'system', name: 'sign-in', accountId, ip },
      { action: 'user.sign_in_failed', accountId, targetKind: 'user', targetId: userId, detail: { step } },
    ),
  );
}

function actorFields(actor: Actor) {
  switch (actor.kind) {
    case 'user':
      return { actorKind: 'user', actorId: actor.userId, actorName: actor.username, ip: actor.ip };
    case 'key':
      return { actorKind: 'key', actorId: actor.apiKeyId, actorName: actor.keyName, ip: actor.ip };
    case 'system':
      return { actorKind: 'system', actorId: null, actorName: actor.name, ip: actor.ip ?? null };
  }
}
