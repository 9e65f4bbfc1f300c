/** Returns the values for which `test` is true, and the others, both in order. */
export function partition<T>(values: readonly T[], test: (value: T) => boolean): [matching: T[], others: T[]] {
  const matching: T[] = [];
  const others: T[] = [];
  for (const value of values) (test(value) ? matching : others).push(value);
  return [matching, others];
}
