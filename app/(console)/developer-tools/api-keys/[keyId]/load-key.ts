import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/auth/actor';
import { isAppError } from '@/lib/errors';
import { getKeyDetail } from '@/lib/keys/queries/key-detail';

/** The page's key, read once for each request. What is absent or another account's gets the not-found page. */
export const loadKey = cache((user: UserActor, id: string) => orNotFound(getKeyDetail(user, id)));

/** What `reading` gives; the not-found page when the key is not there, or not any more. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
}
