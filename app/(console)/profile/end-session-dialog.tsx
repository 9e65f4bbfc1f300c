'use client';

import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import { endOtherSessionsAction, endSessionAction, forgetDeviceAction } from './actions';
import { PasswordDialog } from './password-dialog';

/** What to end: a session, the known state of a signed-out browser, or everything but this browser. */
export type Ending = { kind: 'session' | 'device'; id: string; browser: string } | { kind: 'others' };

/** Asks for the password, then ends sessions. */
export function EndSessionDialog({ ending, onClose }: { ending: Ending; onClose: () => void }) {
  const { done, action, ...texts } = textsOf(ending);
  return (
    <PasswordDialog<unknown>
      {...texts}
      danger
      action={action}
      onDone={() => {
        onClose();
        toast.success(done);
      }}
      onClose={onClose}
    />
  );
}

type Texts = {
  title: string;
  description: string;
  labels: { submit: string; submitting: string };
  done: string;
  action: (input: { password: string }) => Promise<ActionResult<unknown>>;
};

function textsOf(ending: Ending): Texts {
  switch (ending.kind) {
    case 'others':
      return {
        title: 'Sign out everywhere else?',
        description: 'All other browsers have to sign in again with their next request, and are no longer known.',
        labels: { submit: 'Sign out all others', submitting: 'Signing out…' },
        done: 'Signed out everywhere else',
        action: endOtherSessionsAction,
      };
    case 'session':
      return {
        title: `Sign out ${ending.browser}?`,
        description: 'That browser has to sign in again with its next request.',
        labels: { submit: 'Sign out', submitting: 'Signing out…' },
        done: `${ending.browser} is signed out`,
        action: ({ password }) => endSessionAction({ id: ending.id, password }),
      };
    case 'device':
      return {
        title: `Forget ${ending.browser}?`,
        description: 'It is then treated like any other browser.',
        labels: { submit: 'Forget', submitting: 'Forgetting…' },
        done: `${ending.browser} is no longer known`,
        action: ({ password }) => forgetDeviceAction({ id: ending.id, password }),
      };
  }
}
