import { isDeepStrictEqual } from 'node:util';

type Values = Readonly<Record<string, unknown>>;

/** Longer values are only named. */
const MAX_SHOWN = 60;

/** Returns the names of settings with different values. */
export function changedNames(before: Values, after: Values): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** Returns `name value` of each named setting for the audit log: short plain values only, others without their value. */
export function describeValues(values: Values, names: readonly string[]): string[] {
  return names.map((name) => {
    const value = values[name];
    if (value === null || value === undefined || value === '') return `${name} none`;
    const isPlain = typeof value !== 'object' && String(value).length <= MAX_SHOWN;
    return isPlain ? `${name} ${String(value)}` : name;
  });
}
