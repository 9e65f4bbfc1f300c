import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/access/actor';
import { isAppError } from '@/lib/base/errors';
import { getKeyDetail, type KeyDetail } from '@/lib/keys/queries/key-detail';

/** The props of each section of the page. `now` is the server's clock, ISO 8601. */
export type SectionProps = {
  detail: KeyDetail;
  /** Whether the user may change the key. */
  manages: boolean;
  now: string;
};

/** Reads the key once for each request. A missing key or one of another account renders the not-found page. */
export const loadKey = cache((user: UserActor, id: string) => orNotFound(getKeyDetail(user, id)));

/** Returns the result of `query`; renders the not-found page if the key does not exist or was deleted meanwhile. */
export async function orNotFound<T>(query: Promise<T>): Promise<T> {
  return query.catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
}
