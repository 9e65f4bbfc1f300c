import type * as z from 'zod';
import { preprocess } from 'zod';

/** Returns the schema of a form whose fields differ from what `schema` validates, such as a local time: `change` converts them. */
export function preprocessed<Values>(
  schema: z.ZodType,
  change: (values: Values) => unknown,
): z.ZodType<unknown, Values> {
  return preprocess((values) => change(values as Values), schema) as z.ZodType<unknown, Values>;
}
