import { zodResolver } from '@hookform/resolvers/zod';
import type { FieldValues, Resolver } from 'react-hook-form';
import { config, type z } from 'zod';

// Compiled parsers need eval, which the content security policy forbids.
config({ jitless: true });

/** What react-hook-form asks about its values. They reach the action as they were typed; it parses them itself. */
export function resolverOf<Values extends FieldValues>(schema: z.ZodType<unknown, Values>): Resolver<Values> {
  return zodResolver(schema, undefined, { raw: true });
}
