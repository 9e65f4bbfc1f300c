import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/access/actor';
import { getRequest } from '@/lib/accounts/verification/queries';
import { isAppError } from '@/lib/base/errors';

/** Reads the verification request once for each HTTP request. A missing one renders the not-found page. */
export const loadRequest = cache((user: UserActor, id: string) =>
  getRequest(user, id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }),
);
