import type { Role, UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db, type Prisma } from '../database/db';
import { createKey } from '../keys/commands/create-key';
import type { CreateKeyInput } from '../keys/schema';
import { requestSenderId } from '../senders/commands';

/** A verified account with one administrator, and that administrator as the actor. */
export async function makeAccount(
  overrides: { verified?: boolean; role?: UserActor['role'] } = {},
): Promise<UserActor> {
  const accountId = newId();
  const role = overrides.role ?? 'admin';
  const verified = overrides.verified ?? true;
  await db().account.create({
    data: { id: accountId, name: `Account ${accountId.slice(-12)}`, verifiedAt: verified ? new Date() : null },
  });
  const { userId, username, email } = await insertUser(accountId, role);
  return {
    kind: 'user',
    userId,
    username,
    email,
    accountId,
    accountName: 'Test account',
    accountVerified: verified,
    role,
    operator: false,
    sessionId: newId(),
    ip: '127.0.0.1',
  };
}

/** A new user who is a member of the account. No password opens a session of theirs. */
export async function insertUser(
  accountId: string,
  role: Role,
): Promise<{ userId: string; username: string; email: string }> {
  const userId = newId();
  const username = `user-${userId.slice(-12)}`;
  const email = `${username}@example.com`;
  const members = { create: { accountId, role } };
  await db().user.create({ data: { id: userId, email, username, passwordHash: 'not a hash', members } });
  return { userId, username, email };
}

/** An auth key in the actor's account, with its value. */
export async function makeKey(
  actor: UserActor,
  options: Omit<CreateKeyInput, 'name' | 'type'> = {},
): Promise<{ id: string; key: string }> {
  const created = await createKey(actor, { ...options, name: `Key ${newId()}` });
  if (created.type !== 'auth') throw new Error('not an auth key');
  return created;
}

/** A Basic or HMAC key in the actor's account, with both halves. */
export async function makePair(
  actor: UserActor,
  type: 'basic' | 'hmac',
  options: Omit<CreateKeyInput, 'name' | 'type'> = {},
): Promise<{ id: string; keyId: string; secret: string }> {
  const created = await createKey(actor, { ...options, type, name: `Key ${newId()}` });
  if (created.type === 'auth') throw new Error('not a pair');
  return created;
}

/** Lets the actor's account send as `value`, as the operator does on the command line. Returns the sender ID's id. */
export async function approveSender({ accountId }: UserActor, value: string): Promise<string> {
  const { id } = await requestSenderId({ kind: 'system', name: 'command line', accountId }, { value });
  return id;
}

type MessageOverrides = Partial<Prisma.MessageUncheckedCreateInput>;

/** Queued messages of the key, as acceptance leaves them. Returns their ids in order. */
export async function makeMessages(
  actor: UserActor,
  key: { id: string },
  each: readonly MessageOverrides[],
): Promise<string[]> {
  const rows = each.map((overrides) => ({
    id: newId(),
    accountId: actor.accountId,
    apiKeyId: key.id,
    recipient: '+40723000000',
    text: 'Hello',
    encoding: 'gsm7' as const,
    segments: 1,
    validUntil: new Date(Date.now() + 60 * 60 * 1_000),
    ...overrides,
  }));
  await db().message.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

/** One queued message of the key, as acceptance leaves it. */
export async function makeMessage(
  actor: UserActor,
  key: { id: string },
  overrides: MessageOverrides = {},
): Promise<string> {
  const [id = ''] = await makeMessages(actor, key, [overrides]);
  return id;
}

/** A message of the key that is to be sent in `delayMs` (ago, if negative), as acceptance leaves it. */
export async function makeScheduled(
  actor: UserActor,
  key: { id: string },
  delayMs: number,
  overrides: MessageOverrides = {},
): Promise<string> {
  const sendAt = new Date(Date.now() + delayMs);
  const validUntil = new Date(sendAt.getTime() + 24 * 60 * 60 * 1_000);
  return makeMessage(actor, key, { status: 'scheduled', sendAt, runAt: sendAt, validUntil, ...overrides });
}
