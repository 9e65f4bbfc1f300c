'use client';

import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';

export type VerifyButtonProps = {
  id: string;
  name: string;
  /** Whether its request waits. */
  requested: boolean;
  verify: (input: { id: string }) => Promise<ActionResult<void>>;
};

/** Verifies an account without its asking. */
export function VerifyButton({ id, name, requested, verify }: VerifyButtonProps) {
  const [asking, setAsking] = useState(false);
  const { pending, run } = useCommand();

  function confirm() {
    run(
      `“${name}” was not verified`,
      () => verify({ id }),
      () => {
        setAsking(false);
        toast.success('Verified', { description: `“${name}” can create API keys now.` });
      },
    );
  }

  return (
    <>
      <Button size="small" onClick={() => setAsking(true)} aria-label={`Verify ${name}…`}>
        Verify…
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Verify this account?"
        confirm={pending ? 'Verifying…' : 'Verify account'}
        pending={pending}
        onConfirm={confirm}
      >
        Administrators of <strong className="font-medium break-words text-ink">{name}</strong> can create API keys at
        once. {requested && 'Its request that waits is approved with it. '}It cannot be taken back here.
      </Confirm>
    </>
  );
}
