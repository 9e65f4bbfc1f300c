'use client';

import { useState } from 'react';
import { callAction } from '@/components/form/call-action';
import { FormError } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { routes } from '@/lib/base/routes';
import { joinAccountAction, signOutForInvitationAction } from '../actions';

/** Joins the account. For users who are signed in with the invited address. */
export function JoinButton({ accountName, token }: { accountName: string; token: string }) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function join() {
    setPending(true);
    const result = await callAction(() => joinAccountAction({ token }));
    if (result.ok) {
      // A full page load, so that no data of the other account stays.
      window.location.assign(routes.overview());
      return;
    }
    setPending(false);
    setRefusal(result.error.message);
  }

  return (
    <div className="space-y-4">
      <FormError message={refusal} />
      <Button variant="primary" onClick={join} disabled={pending} className="w-full">
        <span className="truncate">{pending ? 'Joining…' : `Join ${accountName}`}</span>
      </Button>
    </div>
  );
}

/** Signs out and reloads the invitation. */
export function SignOutButton() {
  const [pending, setPending] = useState(false);

  async function signOut() {
    setPending(true);
    await signOutForInvitationAction().catch(() => {});
    window.location.reload();
  }

  return (
    <Button variant="primary" onClick={signOut} disabled={pending} className="w-full">
      {pending ? 'Signing out…' : 'Sign out to accept it'}
    </Button>
  );
}
