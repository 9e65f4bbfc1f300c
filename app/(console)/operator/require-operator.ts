import { notFound } from 'next/navigation';
import type { UserActor } from '@/lib/auth/actor';
import { requireUser } from '@/lib/auth/session';

/** The signed-in operator. Anybody else signed in gets the not-found page: they need not know that there is more. */
export async function requireOperatorUser(next?: string): Promise<UserActor> {
  const user = await requireUser(next);
  if (!user.operator) notFound();
  return user;
}
