'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { callAction } from '@/components/form/call-action';
import { FormError } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { beginPasskeyUseAction, signInWithPasskeyAction } from '../passkey-actions';

/** Signs in with a passkey, without a password. */
export function PasskeyButton({ next }: { next: string }) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function signIn() {
    setPending(true);
    setRefusal(undefined);
    const { getPasskey } = await import('@/components/passkeys/browser-passkeys');
    const found = await getPasskey(() => beginPasskeyUseAction({}));
    const result = found.ok ? await callAction(() => signInWithPasskeyAction({ credential: found.data })) : found;
    if (result.ok) {
      // A full page load, so that nothing rendered before the sign-in stays.
      window.location.assign(next);
      return;
    }
    setPending(false);
    setRefusal(result.error.message);
  }

  return (
    <div className="mt-5 border-t pt-5">
      <Button onClick={signIn} disabled={pending} className="w-full">
        <KeyRound aria-hidden strokeWidth={1.75} />
        {pending ? 'Waiting for the passkey…' : 'Sign in with a passkey'}
      </Button>
      <div className="mt-3 empty:hidden">{refusal && <FormError message={refusal} />}</div>
    </div>
  );
}
