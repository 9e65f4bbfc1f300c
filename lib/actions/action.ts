import type { z } from 'zod';
import type { UserActor } from '../access/actor';
import { findUser } from '../auth/session';
import { answer, perform } from './perform';
import type { ActionResult } from './result';

/**
 * Makes a server action of a command. An action is an address anybody can post to, so nothing of it is believed: the
 * actor comes from the session, the input through `schema`, the right to do it is checked by the command. Requests from
 * other sites never get here: the web server refuses them.
 */
export function action<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (actor: UserActor, input: z.output<Schema>) => Promise<Data>,
): (input: z.input<Schema>) => Promise<ActionResult<Data>> {
  return (input) => perform(findUser, schema, run, input);
}

/** The same for those who cannot be signed in yet: the first set-up. */
export function publicAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (input: z.output<Schema>) => Promise<Data>,
): (input: z.input<Schema>) => Promise<ActionResult<Data>> {
  return (input) => answer(async () => run(schema.parse(input)));
}
