import { randomBytes } from 'node:crypto';
import { recordEvent } from '../audit/record-event';
import { AppError } from '../base/errors';
import { db, type Transaction } from '../database/db';
import { hashPassword } from './password';
import { actorOf, beginSession, type FoundUser, requireUnchanged, SIGN_IN_FIELDS, type SignInClient } from './sign-in';
import type { SignInRefusal } from './sign-in-errors';

/** Who a provider says has signed in, from a verified ID token (OpenID Connect Core §5.1). */
export type FederatedPerson = { issuer: string; subject: string; email: string | null; emailVerified: boolean };

type Client = Pick<SignInClient, 'ip' | 'userAgent'>;
type Entered = { sessionId: string; userId: string };

/**
 * Opens a session for somebody whom the provider has signed in, second step included: whom it knows by this subject, else
 * whom we know by the e-mail address, if the provider has verified that. They are linked then, once for each provider: an
 * address that it gives to somebody else later opens nothing. Nobody is created: gives why not instead.
 */
export async function signInFederated(person: FederatedPerson, client: Client): Promise<Entered | SignInRefusal> {
  return db().$transaction(async (tx) => {
    const linked = await findLinked(tx, person);
    const user = linked ?? (await findByVerifiedEmail(tx, person));
    if (!user || user.disabledAt) return person.emailVerified || linked ? 'unknown_person' : 'unverified_email';
    if (user.members.length === 0) return 'no_account';
    // First the user's row, which whoever resets a password locks, too.
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${user.id}::uuid FOR UPDATE`;
    await requireUnchanged(tx, user);
    const actor = actorOf(user, client.ip);
    if (!linked) {
      if (await isLinkedOtherwise(tx, person, user)) return 'linked_otherwise';
      await link(tx, person, user, actor);
    }
    await beginSession(tx, actor, client, { provider: person.issuer });
    return { sessionId: actor.sessionId, userId: user.id };
  });
}

async function findLinked(tx: Transaction, { issuer, subject }: FederatedPerson): Promise<FoundUser | null> {
  const found = await tx.federatedIdentity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { user: { select: SIGN_IN_FIELDS } },
  });
  return found?.user ?? null;
}

async function findByVerifiedEmail(tx: Transaction, person: FederatedPerson): Promise<FoundUser | null> {
  if (!person.email || !person.emailVerified) return null;
  return tx.user.findUnique({ where: { email: person.email.trim().toLowerCase() }, select: SIGN_IN_FIELDS });
}

async function isLinkedOtherwise(
  tx: Transaction,
  { issuer, subject }: FederatedPerson,
  user: FoundUser,
): Promise<boolean> {
  const where = { issuer, userId: user.id, subject: { not: subject } };
  return (await tx.federatedIdentity.count({ where })) > 0;
}

async function link(
  tx: Transaction,
  { issuer, subject }: FederatedPerson,
  user: FoundUser,
  actor: ReturnType<typeof actorOf>,
): Promise<void> {
  // Two first sign-ins at once: whoever comes second finds the link written.
  const { count } = await tx.federatedIdentity.createMany({
    data: [{ issuer, subject, userId: user.id }],
    skipDuplicates: true,
  });
  if (count === 0) throw new AppError('conflict', 'You have just been linked by another sign-in. Try again.');
  const proven = await proveAddress(tx, user.id);
  await recordEvent(tx, actor, {
    action: 'user.identity_linked',
    accountId: actor.accountId,
    targetKind: 'user',
    targetId: user.id,
    detail: { issuer, subject, password_kept: !proven },
  });
}

/**
 * Of a user made by an invitation's link nobody knows whether the holder of the link was the owner of the address. Now that
 * the owner is here, all that the holder chose opens nothing any more: password, second step, sessions. Gives whether
 * that was so.
 */
async function proveAddress(tx: Transaction, userId: string): Promise<boolean> {
  const unproven = await tx.user.count({ where: { id: userId, emailProvenAt: null } });
  if (unproven === 0) return false;
  // Known to no one: a reset link lets the user choose one of their own.
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'));
  const { count } = await tx.user.updateMany({
    where: { id: userId, emailProvenAt: null },
    data: { emailProvenAt: new Date(), passwordHash },
  });
  if (count === 0) return false;
  await tx.session.deleteMany({ where: { userId } });
  await tx.oneTimeToken.deleteMany({ where: { userId } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.twoFactor.deleteMany({ where: { userId } });
  return true;
}
