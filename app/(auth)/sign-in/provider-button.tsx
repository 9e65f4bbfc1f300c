'use client';

import { useState } from 'react';
import { FormError } from '@/components/form/form-error';
import { Button } from '@/components/ui/button';
import { findProviderAddress } from '../post-credentials';

/** Goes to the installation's OpenID Connect provider. */
export function ProviderButton({ name, next }: { name: string; next: string }) {
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');

  async function leave() {
    setState('leaving');
    const address = await findProviderAddress(next);
    if (address) window.location.assign(address);
    else setState('failed');
  }

  return (
    <div className="mt-5 border-t pt-5">
      <Button onClick={leave} disabled={state === 'leaving'} className="w-full">
        <span className="truncate">{state === 'leaving' ? `Going to ${name}…` : `Sign in with ${name}`}</span>
      </Button>
      <div className="mt-3 empty:hidden">
        {state === 'failed' && <FormError message="The server did not answer. Check the connection, then try again." />}
      </div>
    </div>
  );
}
