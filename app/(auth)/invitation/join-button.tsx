'use client';

import { useState } from 'react';
import { FormError } from '@/components/form/form-error';
import { callAction } from '@/components/form/report-failure';
import { Button } from '@/components/ui/button';
import { routes } from '@/lib/routes';
import { joinAccountAction } from './actions';

/** Joins with one click: the person is signed in, and the page has said to what. */
export function JoinButton({ accountName, token }: { accountName: string; token: string }) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function join() {
    setPending(true);
    const result = await callAction(() => joinAccountAction({ token }));
    if (result.ok) {
      // A whole new page, so that nothing rendered for the other account stays.
      window.location.assign(routes.overview());
      return;
    }
    setPending(false);
    setRefusal(result.error.message);
  }

  return (
    <div className="space-y-4">
      <FormError message={refusal} />
      <Button look="primary" onClick={join} disabled={pending} className="w-full">
        <span className="truncate">{pending ? 'Joining…' : `Join ${accountName}`}</span>
      </Button>
    </div>
  );
}
