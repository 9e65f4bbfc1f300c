import { z } from 'zod';

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/**
 * An optional field of the API or a form. The one rule for all of them: absent, null and an empty or blank text all mean
 * "not given". Programs that fill a template send empty texts for what they do not have, and a form always does.
 */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (isBlank(value) ? null : value), schema.nullish()).optional();
}

/** A field that is always present in a form, and that an empty or blank text sets to null: not set here. */
export function blankAsNull<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (isBlank(value) ? null : value), schema.nullable());
}

/** An optional field that has no null: null and an empty or blank text leave it as it is, or at its default. */
export function blankAsAbsent<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === null || isBlank(value) ? undefined : value), schema);
}
