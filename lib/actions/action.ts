import type * as z from 'zod';
import type { UserActor } from '../access/actor';
import { findIncompleteSession, findUser } from '../auth/session';
import type { SessionState } from '../auth/session-actor';
import { actionResult, perform } from './perform';
import type { ActionResult } from './result';

/**
 * Returns a server action for a command. An action is a public endpoint, so none of its input is trusted: the actor comes
 * from the session, the input is parsed with `schema`, the command checks the permission. The web server refuses requests
 * from other sites.
 */
export function action<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (actor: UserActor, input: z.output<Schema>) => Promise<Data>,
): (input: z.input<Schema>) => Promise<ActionResult<Data>> {
  return (input) => perform(findUser, schema, run, input);
}

/**
 * Returns a server action for a session that lacks a required second factor, and can be used for nothing else. `missing`:
 * what it needs.
 */
export function incompleteAction<Schema extends z.ZodType, Data>(
  missing: NonNullable<SessionState['missing']>,
  schema: Schema,
  run: (actor: UserActor, input: z.output<Schema>) => Promise<Data>,
): (input: z.input<Schema>) => Promise<ActionResult<Data>> {
  const findActor = async () => {
    const session = await findIncompleteSession();
    return session?.missing === missing ? session.actor : null;
  };
  return (input) => perform(findActor, schema, run, input);
}

/** Returns a server action for requests without a session, such as the first set-up. */
export function publicAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (input: z.output<Schema>) => Promise<Data>,
): (input: z.input<Schema>) => Promise<ActionResult<Data>> {
  return (input) => actionResult(async () => run(schema.parse(input)));
}
