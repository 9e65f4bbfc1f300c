import { toAppError } from '../database/translate-error';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
/** Tries when the database refuses what is written: that does not get better. */
const MAX_REFUSALS = 5;

/**
 * Writes something that is already true outside and must not be forgotten: while the database cannot be reached, tries
 * again until `signal` aborts. `write` must be safe to repeat, since the commit of a failed try may have gone through.
 * Throws the last error.
 */
export async function persist<T>(
  write: () => Promise<T>,
  signal: AbortSignal,
  maxRefusals: number = MAX_REFUSALS,
): Promise<T> {
  let refusals = 0;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!isUnavailable(error)) refusals++;
      if (signal.aborted || refusals >= maxRefusals) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/**
 * Writes `items` together; when the database refuses them, halves them until the one that it refuses is alone and goes to
 * `onRefused`. So one bad item costs only itself. Throws when the database cannot be reached, and what `onRefused` throws.
 */
export async function isolate<T>(
  items: readonly T[],
  write: (items: T[]) => Promise<void>,
  onRefused: (item: T, error: unknown) => Promise<void>,
): Promise<void> {
  try {
    await write([...items]);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    const [first] = items;
    if (first === undefined) throw error;
    if (items.length === 1) return onRefused(first, error);
    const half = Math.ceil(items.length / 2);
    await isolate(items.slice(0, half), write, onRefused);
    await isolate(items.slice(half), write, onRefused);
  }
}

/** `isolate` that waits for the database like `persist`. */
export async function persistEach<T>(
  items: readonly T[],
  write: (items: T[]) => Promise<void>,
  onRefused: (item: T, error: unknown) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const several = 1;
  await isolate(
    items,
    (batch) => persist(() => write(batch), signal, batch.length > 1 ? several : MAX_REFUSALS),
    onRefused,
  );
}

function isUnavailable(error: unknown): boolean {
  return toAppError(error).code === 'unavailable';
}
