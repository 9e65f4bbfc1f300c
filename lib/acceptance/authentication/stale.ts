/** Said by work done with a key whose row no longer is what the record says: judge it again on a fresh picture. */
export const STALE = Symbol.for('postern.stale');

const FINAL = Symbol.for('postern.final');

/** Marks a failure of work whose key was found to be as judged: judging it again could not change it. */
export function asFinal(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) (error as { [FINAL]?: true })[FINAL] = true;
  return error;
}

export function isFinal(error: unknown): boolean {
  return (error as { [FINAL]?: true } | null)?.[FINAL] === true;
}
