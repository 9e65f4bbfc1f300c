// Of zod's own resolver the bundle would have zod's core as a namespace, with all of its languages.
import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import type { FieldValues, Resolver } from 'react-hook-form';
import type * as z from 'zod';
import { config } from 'zod';

// Compiled parsers need eval, which the content security policy forbids.
config({ jitless: true });

/** Returns the resolver of `schema`. It returns the raw values; the action parses them again. */
export function resolverOf<Values extends FieldValues>(schema: z.ZodType<unknown, Values>): Resolver<Values> {
  return standardSchemaResolver(schema, undefined, { raw: true });
}
