import { inviteMember } from '../accounts/invitations/commands';
import type { KeyActor, UserActor } from '../auth/actor';
import { db } from '../db';
import { newId } from '../ids';
import { rotateKey } from '../keys/commands/rotate-key';
import { requestSenderId } from '../senders/commands';
import { approveSender, makeAccount, makeKey, makeMessage, makeScheduled } from './factories';
import { makeColleague, openSession } from './users';

/** An account with one of everything that somebody else could want to reach. */
export type AccountFixture = {
  admin: UserActor;
  /** Another administrator, so that the first can be removed. */
  second: UserActor;
  apiKeyId: string;
  keyName: string;
  messageId: string;
  /** A message that waits for its time. */
  scheduledId: string;
  invitationId: string;
  sessionId: string;
  /** A request to be verified that was rejected. */
  requestId: string;
  /** An entry of the auto-replace table. */
  replacementId: string;
  /** A sender ID that waits for the operator. */
  senderId: string;
  senderValue: string;
  /** One that is approved. */
  approvedSender: string;
};

export async function makeFullAccount(): Promise<AccountFixture> {
  const admin = await makeAccount();
  const second = await makeColleague(admin, 'admin');
  const key = await makeKey(admin);
  await rotateKey(admin, { id: key.id, overlapS: 3_600 });
  const messageId = await makeMessage(admin, key);
  const scheduledId = await makeScheduled(admin, key, 3_600_000);
  await inviteMember(admin, { email: `invited-${admin.username}@example.com`, role: 'basic' });
  const { accountId } = admin;
  const [invitation, { name: keyName }] = await Promise.all([
    db().invitation.findFirstOrThrow({ where: { accountId } }),
    db().apiKey.findUniqueOrThrow({ where: { id: key.id } }),
  ]);
  const sessionId = await openSession(second);
  const requestId = newId();
  await db().verificationRequest.create({
    data: {
      id: requestId,
      accountId,
      state: 'rejected',
      company: `Company of ${admin.username}`,
      contact: 'Ann',
      purpose: 'Codes for signing in.',
      monthlyVolume: 'more',
      requestedByName: admin.username,
    },
  });
  const replacementId = newId();
  await db().autoReplacement.create({
    data: { id: replacementId, accountId, search: 'ž', replacement: `z of ${admin.email}` },
  });
  const invitationId = invitation.id;
  const senderValue = `W${admin.username.slice(-10)}`;
  const approvedSender = `A${admin.username.slice(-10)}`;
  const { id: senderId } = await requestSenderId(admin, { value: senderValue });
  await approveSender(admin, approvedSender);
  return {
    admin,
    second,
    apiKeyId: key.id,
    keyName,
    messageId,
    scheduledId,
    invitationId,
    sessionId,
    requestId,
    replacementId,
    senderId,
    senderValue,
    approvedSender,
  };
}

/** A key of the fixture's account that may do nothing at all. */
export function powerlessKey({ admin: { accountId }, apiKeyId }: AccountFixture): KeyActor {
  return { kind: 'key', apiKeyId, keyName: 'Key', accountId, scopes: [], mode: 'live', expiresAtMs: null, ip: null };
}

/** All that an account holds but its audit log, to tell whether anything of it was touched. */
export async function contentsOf({ admin: { accountId } }: AccountFixture): Promise<unknown> {
  const where = { accountId };
  return Promise.all([
    db().account.findUnique({ where: { id: accountId } }),
    db().member.findMany({ where, orderBy: { userId: 'asc' } }),
    db().user.findMany({ where: { members: { some: where } }, orderBy: { id: 'asc' } }),
    db().session.findMany({ where, orderBy: { id: 'asc' } }),
    db().invitation.findMany({ where, orderBy: { id: 'asc' } }),
    db().verificationRequest.findMany({ where, orderBy: { id: 'asc' } }),
    db().apiKey.findMany({ where, orderBy: { id: 'asc' }, include: { secrets: true } }),
    db().message.findMany({ where, orderBy: { id: 'asc' } }),
    db().autoReplacement.findMany({ where, orderBy: { id: 'asc' } }),
    db().senderId.findMany({ where, orderBy: { id: 'asc' } }),
  ]);
}
