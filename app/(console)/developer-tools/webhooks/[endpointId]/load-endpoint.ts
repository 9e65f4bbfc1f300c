import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/access/actor';
import { isAppError } from '@/lib/base/errors';
import { getEndpoint } from '@/lib/webhooks/endpoints/queries';

/** Reads the endpoint once for each request. A missing one or one of another account renders the not-found page. */
export const loadEndpoint = cache((user: UserActor, id: string) =>
  getEndpoint(user, id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }),
);
