import { zodResolver } from '@hookform/resolvers/zod';
import type { FieldValues, Resolver } from 'react-hook-form';
import { config, type z } from 'zod';

// Compiled parsers need eval, which the content security policy forbids.
config({ jitless: true });

/** Returns the resolver of `schema`. It returns the raw values; the action parses them again. */
export function resolverOf<Values extends FieldValues>(schema: z.ZodType<unknown, Values>): Resolver<Values> {
  return zodResolver(schema, undefined, { raw: true });
}
