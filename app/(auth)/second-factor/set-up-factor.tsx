'use client';

import { KeyRound, Smartphone } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { callAction } from '@/components/form/call-action';
import { FormError } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import type { ActionResult } from '@/lib/actions/result';
import type { TwoFactorSetup } from '@/lib/auth/two-factor/commands';
import {
  addRequiredPasskeyAction,
  beginRequiredPasskeyAction,
  beginRequiredTwoFactorAction,
  confirmRequiredTwoFactorAction,
} from './actions';

const AppDialog = dynamic(() => import('@/components/two-factor/app-dialog').then((module) => module.AppDialog));
const RecoveryCodesDialog = dynamic(() =>
  import('@/components/two-factor/recovery-codes-dialog').then((module) => module.RecoveryCodesDialog),
);

/** Sets up the first second factor of a session that needs one: a passkey or an authenticator app. */
export function SetUpFactor({ next, email }: { next: string; email: string }) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [setup, setSetup] = useState<TwoFactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);

  async function run<Data>(call: () => Promise<ActionResult<Data>>, done: (data: Data) => void) {
    setPending(true);
    setRefusal(undefined);
    const result = await callAction(call);
    setPending(false);
    if (result.ok) done(result.data);
    else setRefusal(result.error.message);
  }

  async function addPasskey(): Promise<ActionResult<string[] | null>> {
    const { createPasskey } = await import('@/components/passkeys/browser-passkeys');
    const created = await createPasskey(() => beginRequiredPasskeyAction({}));
    return created.ok ? addRequiredPasskeyAction({ name: 'My passkey', credential: created.data }) : created;
  }

  const leave = () => window.location.assign(next);
  return (
    <div className="space-y-3">
      <FormError message={refusal} />
      <Button
        variant="primary"
        className="w-full"
        disabled={pending}
        onClick={() => run(addPasskey, (made) => (made ? setCodes(made) : leave()))}
      >
        <KeyRound aria-hidden strokeWidth={1.75} /> Add a passkey
      </Button>
      <Button
        className="w-full"
        disabled={pending}
        onClick={() => run(() => beginRequiredTwoFactorAction({}), setSetup)}
      >
        <Smartphone aria-hidden strokeWidth={1.75} /> Set up an authenticator app
      </Button>
      {setup && !codes && (
        <AppDialog
          setup={setup}
          confirm={confirmRequiredTwoFactorAction}
          onConfirmed={setCodes}
          onClose={() => setSetup(null)}
        />
      )}
      {codes && <RecoveryCodesDialog title="Two-factor sign-in is on" codes={codes} email={email} onOk={leave} />}
    </div>
  );
}
