import { notFound } from 'next/navigation';
import { cache } from 'react';
import { getRequest } from '@/lib/accounts/verification/queries';
import type { UserActor } from '@/lib/auth/actor';
import { isAppError } from '@/lib/errors';

/** Reads the verification request once for each HTTP request. A missing one renders the not-found page. */
export const loadRequest = cache((user: UserActor, id: string) =>
  getRequest(user, id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }),
);
