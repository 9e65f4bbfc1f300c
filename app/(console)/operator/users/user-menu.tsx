'use client';

import { Link2, ShieldOff, UserRoundCheck, UserRoundX } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { OneTimeLinkDialog } from '@/components/ui/one-time-link-dialog';
import { toast } from '@/components/ui/toast';
import type { UserRow } from '@/lib/accounts/directory/queries';
import { makeResetLinkAction, setUserEnabledAction, turnOffTwoFactorAction } from './actions';
import { ConfirmChangeDialog, type UserChange } from './confirm-change-dialog';

export type UserMenuProps = {
  user: Pick<UserRow, 'username' | 'email' | 'twoFactor' | 'disabled'>;
  /** Whether it is the operator's own row. */
  own: boolean;
};

export function UserMenu({ user, own, trigger }: UserMenuProps & { trigger: ReactElement }) {
  const [change, setChange] = useState<UserChange | null>(null);
  const [resetUrl, setResetUrl] = useState<string | null>(null);
  const { pending, run } = useCommand();
  const { username, email, twoFactor, disabled } = user;
  const close = () => setChange(null);

  function makeResetLink() {
    run(
      'The reset link was not created',
      () => makeResetLinkAction({ email }),
      ({ url }) => {
        close();
        setResetUrl(url);
      },
    );
  }

  function turnOffTwoFactor() {
    run(
      'Two-factor sign-in was not turned off',
      () => turnOffTwoFactorAction({ email }),
      () => {
        close();
        toast.success('Turned off', { description: `${username} signs in with the password alone now.` });
      },
    );
  }

  function disable() {
    run(
      `${username} was not disabled`,
      () => setUserEnabledAction({ email, enabled: false }),
      () => {
        close();
        toast.success('Disabled', { description: `${username} is signed out everywhere and cannot sign in.` });
      },
    );
  }

  function enable() {
    run(
      `${username} was not enabled`,
      () => setUserEnabledAction({ email, enabled: true }),
      () => toast.success('Enabled', { description: `${username} can sign in again.` }),
    );
  }

  return (
    <>
      <OpenMenu trigger={trigger}>
        <DropdownMenuItem onSelect={() => setChange('reset')}>
          <Link2 aria-hidden strokeWidth={1.75} /> Create reset link…
        </DropdownMenuItem>
        {twoFactor && (
          <DropdownMenuItem onSelect={() => setChange('two-factor')}>
            <ShieldOff aria-hidden strokeWidth={1.75} /> Turn two-factor sign-in off…
          </DropdownMenuItem>
        )}
        {/* Operators cannot disable themselves; the server refuses it too. */}
        {!own && <DropdownMenuSeparator />}
        {!own && disabled && (
          <DropdownMenuItem onSelect={enable}>
            <UserRoundCheck aria-hidden strokeWidth={1.75} /> Enable
          </DropdownMenuItem>
        )}
        {!own && !disabled && (
          <DropdownMenuItem danger onSelect={() => setChange('disable')}>
            <UserRoundX aria-hidden strokeWidth={1.75} /> Disable…
          </DropdownMenuItem>
        )}
      </OpenMenu>
      {change && (
        <ConfirmChangeDialog
          change={change}
          email={email}
          pending={pending}
          confirm={{ reset: makeResetLink, 'two-factor': turnOffTwoFactor, disable }[change]}
          onClose={close}
        />
      )}
      {resetUrl && (
        <OneTimeLinkDialog title="Reset link created" url={resetUrl} onClose={() => setResetUrl(null)}>
          Send it to <span className="break-words text-ink">{email}</span> only, yourself. It is valid for 24 hours,
          works once, and ends every session when used.{' '}
          <strong className="font-medium text-ink">The link is shown only now.</strong>
        </OneTimeLinkDialog>
      )}
    </>
  );
}
