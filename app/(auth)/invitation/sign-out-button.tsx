'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { leaveToInvitedAction } from './actions';

/** Signs out and shows this page again, as the invited person needs it. */
export function SignOutButton() {
  const [pending, setPending] = useState(false);

  async function leave() {
    setPending(true);
    await leaveToInvitedAction().catch(() => {});
    window.location.reload();
  }

  return (
    <Button look="primary" onClick={leave} disabled={pending} className="w-full">
      {pending ? 'Signing out…' : 'Sign out to accept it'}
    </Button>
  );
}
