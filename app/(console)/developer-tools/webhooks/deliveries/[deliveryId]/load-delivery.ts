import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/access/actor';
import { isAppError } from '@/lib/base/errors';
import { getDelivery } from '@/lib/webhooks/log/queries';

/** Reads the delivery once for each request. A missing one or one of another account renders the not-found page. */
export const loadDelivery = cache((user: UserActor, id: string) =>
  getDelivery(user, id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }),
);
