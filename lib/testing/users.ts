import type { Role, UserActor } from '../auth/actor';
import { db } from '../db';
import { newId } from '../ids';
import { makeAccount } from './factories';

/** Another member of the actor's account, who belongs to no other. */
export async function makeColleague(actor: UserActor, role: Role): Promise<UserActor> {
  const stranger = await makeAccount();
  await db().account.delete({ where: { id: stranger.accountId } });
  await addMember(actor, stranger, role);
  const { accountId, accountName, accountVerified } = actor;
  return { ...stranger, accountId, accountName, accountVerified, role };
}

/** Makes `person` a member of the actor's account too. */
export async function addMember(actor: UserActor, person: UserActor, role: Role): Promise<void> {
  await db().member.create({ data: { accountId: actor.accountId, userId: person.userId, role } });
}

/** A session of the actor in their account, as sign-in leaves it. */
export async function openSession(actor: UserActor): Promise<string> {
  const { userId, accountId } = actor;
  const expiresAt = new Date(Date.now() + 60 * 60 * 1_000);
  const id = newId();
  await db().session.create({ data: { id, userId, accountId, expiresAt } });
  return id;
}

/** What the audit log of the actor's account holds, oldest first. */
export async function auditOf(actor: UserActor): Promise<{ action: string; actorName: string; detail: unknown }[]> {
  return db().auditEvent.findMany({
    where: { accountId: actor.accountId },
    orderBy: { id: 'asc' },
    select: { action: true, actorName: true, detail: true },
  });
}
