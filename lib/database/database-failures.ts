import { type Client, currentClient } from '../runtime/request-client';
import { toAppError } from './translate-error';

/** `away`: a connection could not be made, broke or was silent. `slow`: the server or the pool gave a statement up in time. */
export type DatabaseFailure = 'away' | 'slow';

/** SQLSTATEs of statements that the server aborted because they or their locks took too long, or of a deadlock. */
const ABORTED = /^(57014|55P03|40P01|25P0[34])$/;
const POOL_WAIT = 'timeout exceeded when trying to connect';

/** Records on the request that is being served how the database failed it; null and other errors change nothing. */
export function recordFailure(error: unknown, client: Client | undefined = currentClient()): void {
  if (!client || !error) return;
  const failure = failureOf(error);
  if (failure) client.databaseFailure ??= failure;
}

function failureOf(error: unknown): DatabaseFailure | null {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (ABORTED.test(code) || message === POOL_WAIT) return 'slow';
  return toAppError(error).code === 'unavailable' ? 'away' : null;
}
