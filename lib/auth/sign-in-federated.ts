import { randomBytes } from 'node:crypto';
import { recordEvent } from '../audit/record-event';
import { AppError } from '../base/errors';
import { db, type Transaction } from '../database/db';
import { forgetDevices } from './known-devices';
import { hashPassword } from './password';
import { endReplacedSession } from './session-actor';
import {
  actorOf,
  beginSession,
  type FoundUser,
  requireUnchanged,
  SIGN_IN_FIELDS,
  type SignedIn,
  type SignInClient,
} from './sign-in';
import type { SignInRefusal } from './sign-in-errors';
import { removeSecondFactors } from './two-factor/remove';

/** The identity in a verified ID token (OpenID Connect Core §5.1). */
export type FederatedIdentity = {
  issuer: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  /** Whether the provider has verified several factors (`amr` has `mfa`, RFC 8176 §2). */
  multiFactor: boolean;
};

/**
 * Opens a session for a user whom the provider has signed in. Where two factors are required and the provider verified only
 * one, the session needs the user's second factor before it can be used. Finds the user by the linked subject,
 * else by the e-mail address if the provider has verified it, and then links them, once per provider: if the address moves
 * to another subject later, that one is refused. Never creates a user. Returns the reason when it refuses.
 */
export async function signInFederated(
  identity: FederatedIdentity,
  client: SignInClient,
): Promise<SignedIn | SignInRefusal> {
  const signedIn = await open(identity, client);
  if (typeof signedIn !== 'string') await endReplacedSession(client.sessionId, client.ip);
  return signedIn;
}

async function open(identity: FederatedIdentity, client: SignInClient): Promise<SignedIn | SignInRefusal> {
  return db().$transaction(async (tx) => {
    const linked = await findLinked(tx, identity);
    const user = linked ?? (await findByVerifiedEmail(tx, identity));
    if (!user || user.disabledAt) return identity.emailVerified || linked ? 'unknown_person' : 'unverified_email';
    if (user.members.length === 0) return 'no_account';
    // Locks the user's row first, in the same order as a password reset.
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${user.id}::uuid FOR UPDATE`;
    await requireUnchanged(tx, user);
    const actor = actorOf(user, client.ip);
    if (!linked) {
      if (await isLinkedOtherwise(tx, identity, user)) return 'linked_otherwise';
      await link(tx, identity, user, actor);
    }
    return beginSession(tx, actor, client, {
      secondFactor: identity.multiFactor,
      detail: { provider: identity.issuer },
    });
  });
}

async function findLinked(tx: Transaction, { issuer, subject }: FederatedIdentity): Promise<FoundUser | null> {
  const found = await tx.federatedIdentity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { user: { select: SIGN_IN_FIELDS } },
  });
  return found?.user ?? null;
}

async function findByVerifiedEmail(
  tx: Transaction,
  { email, emailVerified }: FederatedIdentity,
): Promise<FoundUser | null> {
  if (!email || !emailVerified) return null;
  return tx.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: SIGN_IN_FIELDS });
}

async function isLinkedOtherwise(
  tx: Transaction,
  { issuer, subject }: FederatedIdentity,
  user: FoundUser,
): Promise<boolean> {
  const where = { issuer, userId: user.id, subject: { not: subject } };
  return (await tx.federatedIdentity.count({ where })) > 0;
}

async function link(
  tx: Transaction,
  { issuer, subject }: FederatedIdentity,
  user: FoundUser,
  actor: ReturnType<typeof actorOf>,
): Promise<void> {
  // Of two concurrent first sign-ins the second one finds the link.
  const { count } = await tx.federatedIdentity.createMany({
    data: [{ issuer, subject, userId: user.id }],
    skipDuplicates: true,
  });
  if (count === 0) throw new AppError('conflict', 'You have just been linked by another sign-in. Try again.');
  const proven = await proveEmail(tx, user.id);
  await recordEvent(tx, actor, {
    action: 'user.identity_linked',
    accountId: actor.accountId,
    targetKind: 'user',
    targetId: user.id,
    detail: { issuer, subject, password_kept: !proven },
  });
}

/**
 * A user created by an invitation link has an unproven address: the holder of the link need not be its owner. Once the
 * provider confirms the owner, everything that the holder set up is revoked: password, second factor, sessions. Returns
 * whether the address was unproven.
 */
async function proveEmail(tx: Transaction, userId: string): Promise<boolean> {
  const unproven = await tx.user.count({ where: { id: userId, emailProvenAt: null } });
  if (unproven === 0) return false;
  // A random password that no user knows; a reset link sets a new one.
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'));
  const { count } = await tx.user.updateMany({
    where: { id: userId, emailProvenAt: null },
    data: { emailProvenAt: new Date(), passwordHash },
  });
  if (count === 0) return false;
  await tx.session.deleteMany({ where: { userId } });
  await tx.oneTimeToken.deleteMany({ where: { userId } });
  await forgetDevices(tx, userId, null);
  await removeSecondFactors(tx, userId);
  await tx.twoFactor.deleteMany({ where: { userId } });
  return true;
}
