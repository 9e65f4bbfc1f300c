import { notFound } from 'next/navigation';
import type { UserActor } from '@/lib/access/actor';
import { requireUser } from '@/lib/auth/session';

/** Returns the signed-in operator. Renders the not-found page for other users, so that it does not reveal these pages. */
export async function requireOperatorUser(next?: string): Promise<UserActor> {
  const user = await requireUser(next);
  if (!user.operator) notFound();
  return user;
}
