import type { Role, UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { SIMULATOR } from '../carriers/route-rules';
import { db, type Prisma } from '../database/db';
import type { MessageProgress } from '../generated/prisma/client';
import { createKey } from '../keys/commands/create-key';
import type { CreateKeyInput } from '../keys/schema';
import type { MessageStatus } from '../messages/rules';
import { requestSenderId } from '../senders/commands';

/** Creates a verified account with one administrator. Returns the administrator as actor. */
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

/** Creates a user who is a member of the account. No password matches. */
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

/** Creates an account with one auth key. */
export async function makeAccountWithKey(): Promise<{ actor: UserActor; key: { id: string } }> {
  const actor = await makeAccount();
  return { actor, key: await makeKey(actor) };
}

/** Creates an auth key in the actor's account. Returns its value too. */
export async function makeKey(
  actor: UserActor,
  options: Omit<CreateKeyInput, 'name' | 'type'> = {},
): Promise<{ id: string; key: string }> {
  const created = await createKey(actor, { ...options, name: `Key ${newId()}` });
  if (created.type !== 'auth') throw new Error('not an auth key');
  return created;
}

/** Creates a Basic or HMAC key in the actor's account. Returns both halves. */
export async function makePair(
  actor: UserActor,
  type: 'basic' | 'hmac',
  options: Omit<CreateKeyInput, 'name' | 'type'> = {},
): Promise<{ id: string; keyId: string; secret: string }> {
  const created = await createKey(actor, { ...options, type, name: `Key ${newId()}` });
  if (created.type === 'auth') throw new Error('not a pair');
  return created;
}

/** Approves `value` as sender ID of the actor's account, as an operator does on the command line. Returns its id. */
export async function approveSender({ accountId }: UserActor, value: string): Promise<string> {
  const { id } = await requestSenderId({ kind: 'system', name: 'command line', accountId }, { value });
  return id;
}

type MessageOverrides = Omit<
  Partial<Prisma.MessageUncheckedCreateInput>,
  'status' | 'leaseOwner' | 'attempts' | 'possibleDuplicate' | 'reportSequence'
> &
  Partial<Omit<MessageProgress, 'messageId' | 'accountId'>> & {
    /** Of its row in the queue. An owner's lease is over. */
    leaseOwner?: string;
    lostClaims?: number;
    /** Carrier in whose queue it is. */
    queuedFor?: string;
  };

const OPEN: readonly MessageStatus[] = ['queued', 'scheduled'];

/** Inserts messages of the key, queued where `status` is not set, as acceptance and the worker do. Returns their ids in order. */
export async function makeMessages(
  actor: UserActor,
  key: { id: string },
  overridesOfEach: readonly MessageOverrides[],
): Promise<string[]> {
  const made = overridesOfEach.map((overrides) => messageRows(actor.accountId, key.id, overrides));
  await db().message.createMany({ data: made.map(({ message }) => message) });
  await db().messageProgress.createMany({ data: made.flatMap(({ progress }) => progress ?? []) });
  await db().messageQueue.createMany({ data: made.flatMap(({ queue }) => queue ?? []) });
  return made.map(({ message }) => message.id);
}

function messageRows(accountId: string, apiKeyId: string, overrides: MessageOverrides) {
  const {
    status = 'queued',
    runAt,
    leaseOwner,
    lostClaims = 0,
    queuedFor = SIMULATOR,
    attempts = 0,
    possibleDuplicate = false,
    reportSequence = 0,
    byReceipt = false,
    submittedAt = null,
    finalAt = null,
    carrier = null,
    carrierMessageId = null,
    errorCode = null,
    ...own
  } = overrides;
  const message = {
    id: newId(),
    accountId,
    apiKeyId,
    status: null,
    runAt: null,
    recipient: '+40723000000',
    text: 'Hello',
    encoding: 'gsm7' as const,
    segments: 1,
    validUntil: new Date(Date.now() + 60 * 60 * 1_000),
    ...own,
  };
  const submission = { carrier, carrierMessageId, submittedAt, finalAt, errorCode, byReceipt, reportSequence };
  const progress = { messageId: message.id, accountId, status, attempts, possibleDuplicate, ...submission };
  const queue = {
    carrier: queuedFor,
    priority: own.priority,
    // The column keeps milliseconds: now() itself could be rounded into the future.
    runAt: runAt ?? new Date(Date.now() - 1),
    scheduled: status === 'scheduled',
    attempts,
    possibleDuplicate,
    leaseOwner,
    leasedUntil: leaseOwner ? new Date(Date.now() - 1_000) : null,
    lostClaims,
    size: 1,
    messageIds: [message.id],
  };
  const hasProgress = status !== 'queued' || attempts > 0;
  return { message, progress: hasProgress ? progress : null, queue: OPEN.includes(status) ? queue : null };
}

/** Inserts one queued message of the key, as acceptance does. Returns its id. */
export async function makeMessage(
  actor: UserActor,
  key: { id: string },
  overrides: MessageOverrides = {},
): Promise<string> {
  const [id = ''] = await makeMessages(actor, key, [overrides]);
  return id;
}

/** Inserts a message of the key that is due in `delayMs` (ago, if negative), as acceptance does. Returns its id. */
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
