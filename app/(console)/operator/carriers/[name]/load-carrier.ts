import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/access/actor';
import { isAppError } from '@/lib/base/errors';
import { getCarrier } from '@/lib/carriers/queries';

/** Loads the carrier once per request. A missing one renders the not-found page. */
export const loadCarrier = cache((user: UserActor, name: string) =>
  getCarrier(user, name).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  }),
);
