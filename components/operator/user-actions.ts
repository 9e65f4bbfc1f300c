import type { ActionResult } from '@/lib/actions/result';

type ByEmail<Input, Data> = (input: { email: string } & Input) => Promise<ActionResult<Data>>;

/** What an operator can do to a user. The page gives the server actions to the components that call them. */
export type UserActions = {
  makeResetLink: ByEmail<unknown, { url: string }>;
  turnOffTwoFactor: ByEmail<unknown, void>;
  setEnabled: ByEmail<{ enabled: boolean }, void>;
};
