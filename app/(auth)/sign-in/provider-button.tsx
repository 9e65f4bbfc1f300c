'use client';

import { useState } from 'react';
import { FormError } from '@/components/form/form-error';
import { Button } from '@/components/ui/button';
import { findProviderAddress } from '../post-credentials';

/** Goes to the installation's OpenID Connect provider. */
export function ProviderButton({ name, next }: { name: string; next: string }) {
  const [isLeaving, setLeaving] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function leave() {
    setLeaving(true);
    setRefusal(undefined);
    const found = await findProviderAddress(next);
    if ('address' in found) {
      window.location.assign(found.address);
      return;
    }
    setLeaving(false);
    setRefusal(found.refusal);
  }

  return (
    <div className="mt-5 border-t pt-5">
      <Button onClick={leave} disabled={isLeaving} className="w-full">
        <span className="truncate">{isLeaving ? `Going to ${name}…` : `Sign in with ${name}`}</span>
      </Button>
      <div className="mt-3 empty:hidden">{refusal && <FormError message={refusal} />}</div>
    </div>
  );
}
