import { notFound } from 'next/navigation';
import { cache } from 'react';
import { getRequest } from '@/lib/accounts/verification/queries';
import type { UserActor } from '@/lib/auth/actor';
import { isAppError } from '@/lib/errors';

/** The page's request, read once for each request of the browser. What is absent gets the not-found page. */
export const loadRequest = cache((user: UserActor, id: string) =>
  getRequest(user, id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }),
);
