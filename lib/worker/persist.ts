import { toAppError } from '../translate-error';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
/** Tries when the database refuses what is written: that does not get better. */
const MAX_REFUSALS = 5;

/**
 * Writes something that is already true outside and must not be forgotten: while the database cannot be reached, tries
 * again until `signal` aborts. `write` must be safe to repeat, since the commit of a failed try may have gone through.
 * Throws the last error.
 */
export async function persist<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let refusals = 0;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await write();
    } catch (error) {
      if (toAppError(error).code !== 'unavailable') refusals++;
      if (signal.aborted || refusals >= MAX_REFUSALS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
