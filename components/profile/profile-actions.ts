import type { ChangePasswordInput } from '@/lib/accounts/schema';
import type { ActionResult } from '@/lib/actions/result';
import type { TwoFactorSetup } from '@/lib/two-factor/commands';

type Command<Input, Data = void> = (input: Input) => Promise<ActionResult<Data>>;
type PasswordAgain = { password: string };

/** What people can do on their own page, as its sections get it from the page. */
export type ProfileActions = {
  changePassword: Command<ChangePasswordInput>;
  beginTwoFactor: Command<PasswordAgain, TwoFactorSetup>;
  confirmTwoFactor: Command<{ code: string }, string[]>;
  makeRecoveryCodes: Command<PasswordAgain, string[]>;
  disableTwoFactor: Command<PasswordAgain>;
  endSession: Command<{ id: string }>;
  endOtherSessions: Command<Record<string, never>, number>;
};
