import { hash } from '@node-rs/argon2';
import type { Role, UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { insertUser } from './factories';

/** Creates a user who is a member of the actor's account only. */
export async function makeColleague(actor: UserActor, role: Role): Promise<UserActor> {
  const { accountId, accountName, accountVerified } = actor;
  const { userId, username, email } = await insertUser(accountId, role);
  return {
    ...actor,
    userId,
    username,
    email,
    accountId,
    accountName,
    accountVerified,
    role,
    operator: false,
    sessionId: newId(),
  };
}

/** The minimum of argon2: verifying uses the parameters of the hash, so a sign-in costs a fraction of the product's. */
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** Sets the password of a user, hashed with little work: most tests with a password are not about the hash. */
export async function setPassword(userId: string, password: string): Promise<void> {
  await db().user.update({ where: { id: userId }, data: { passwordHash: await hash(password, CHEAP) } });
}

/** Adds `person` to the members of the actor's account. */
export async function addMember(actor: UserActor, person: UserActor, role: Role): Promise<void> {
  await db().member.create({ data: { accountId: actor.accountId, userId: person.userId, role } });
}

/** Inserts a session of the actor in their account, as sign-in does. Returns its id. */
export async function openSession(actor: UserActor): Promise<string> {
  const { userId, accountId } = actor;
  const expiresAt = new Date(Date.now() + 60 * 60 * 1_000);
  const id = newId();
  await db().session.create({ data: { id, userId, accountId, expiresAt } });
  return id;
}

/** Returns the audit events of the actor's account, oldest first. */
export async function auditOf(actor: UserActor): Promise<{ action: string; actorName: string; detail: unknown }[]> {
  return db().auditEvent.findMany({
    where: { accountId: actor.accountId },
    orderBy: { id: 'asc' },
    select: { action: true, actorName: true, detail: true },
  });
}
