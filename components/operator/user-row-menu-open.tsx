'use client';

import { Link2, ShieldOff, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/use-command';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { OneTimeLinkDialog } from '@/components/ui/one-time-link-dialog';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { toast } from '@/components/ui/toast';
import { type UserQuestion, UserQuestionDialog } from './user-question-dialog';
import type { UserRowMenuProps } from './user-row-menu';

export function UserRowMenuOpen({ user, own, actions }: UserRowMenuProps) {
  const [question, setQuestion] = useState<UserQuestion | null>(null);
  const [resetUrl, setResetUrl] = useState<string | null>(null);
  const { pending, run } = useCommand();
  const { username, email, twoFactor, disabled } = user;
  const close = () => setQuestion(null);

  function makeResetLink() {
    run(
      'The reset link was not made',
      () => actions.makeResetLink({ email }),
      ({ url }) => {
        close();
        setResetUrl(url);
      },
    );
  }

  function turnOffTwoFactor() {
    run(
      'Two-factor sign-in was not turned off',
      () => actions.turnOffTwoFactor({ email }),
      () => {
        close();
        toast.success('Turned off', { description: `${username} signs in with the password alone now.` });
      },
    );
  }

  function disable() {
    run(
      `${username} was not disabled`,
      () => actions.setEnabled({ email, enabled: false }),
      () => {
        close();
        toast.success('Disabled', { description: `${username} is signed out everywhere and cannot sign in.` });
      },
    );
  }

  function enable() {
    run(
      `${username} was not enabled`,
      () => actions.setEnabled({ email, enabled: true }),
      () => toast.success('Enabled', { description: `${username} can sign in again.` }),
    );
  }

  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>
          <RowMenuButton name={username} />
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem onSelect={() => setQuestion('reset')}>
            <Link2 aria-hidden strokeWidth={1.75} /> Make reset link…
          </DropdownMenuItem>
          {twoFactor && (
            <DropdownMenuItem onSelect={() => setQuestion('two-factor')}>
              <ShieldOff aria-hidden strokeWidth={1.75} /> Turn two-factor sign-in off…
            </DropdownMenuItem>
          )}
          {/* Nobody disables themselves; the command refuses it too. */}
          {!own && <DropdownMenuSeparator />}
          {!own && disabled && (
            <DropdownMenuItem onSelect={enable}>
              <UserRoundCheck aria-hidden strokeWidth={1.75} /> Enable
            </DropdownMenuItem>
          )}
          {!own && !disabled && (
            <DropdownMenuItem danger onSelect={() => setQuestion('disable')}>
              <UserRoundX aria-hidden strokeWidth={1.75} /> Disable…
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {question && (
        <UserQuestionDialog
          question={question}
          email={email}
          pending={pending}
          confirm={{ reset: makeResetLink, 'two-factor': turnOffTwoFactor, disable }[question]}
          onClose={close}
        />
      )}
      {resetUrl && (
        <OneTimeLinkDialog title="Reset link created" url={resetUrl} onClose={() => setResetUrl(null)}>
          Pass it on to <span className="break-words text-ink">{email}</span> yourself, and to nobody else. It is valid
          for 24 hours, works once, and ends every session when used.{' '}
          <strong className="font-medium text-ink">The link is shown only now.</strong>
        </OneTimeLinkDialog>
      )}
    </>
  );
}
