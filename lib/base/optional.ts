import * as z from 'zod';

/** Whether `value` is a text without content: such a value counts as absent. */
export const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/**
 * An optional field of the API or a form. Absent, null and an empty or blank text are all the same: no value. Template
 * engines and forms send empty texts for missing values.
 */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (isBlank(value) ? null : value), schema.nullish()).optional();
}

/** A field that a form always sends. An empty or blank text is null. */
export function blankAsNull<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (isBlank(value) ? null : value), schema.nullable());
}

/** An optional field that cannot be null. Null and an empty or blank text are absent: no change, or the default. */
export function blankAsAbsent<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === null || isBlank(value) ? undefined : value), schema);
}
