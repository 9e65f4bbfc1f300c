'use client';

import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { resetLockAction } from '../actions';
import type { SectionProps } from '../load-key';

/** The address that the key is locked on, with the button to reset the lock. */
export function IpLock({ detail, manages, now }: SectionProps) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();
  const { lockedIp } = detail.restriction;
  if (lockedIp === null) {
    return (
      <p className="flex items-center gap-2 text-soft">
        <LockOpen aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
        Not locked yet: the next request locks the key on its address.
      </p>
    );
  }

  function reset() {
    run(
      'The lock was not reset',
      () => resetLockAction({ id: detail.id }),
      () => {
        setConfirming(false);
        toast.success('Lock reset', { description: 'The next request locks the key on its address.' });
      },
    );
  }

  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="flex min-w-0 items-center gap-2">
        <Lock aria-hidden className="size-4 shrink-0 text-good" strokeWidth={1.75} />
        <span className="min-w-0">
          Locked on <span className="font-mono text-code break-all">{lockedIp}</span>
          {detail.lockedAt && (
            <span className="text-soft">
              {' '}
              since <Time at={detail.lockedAt.toISOString()} now={now} show="exact" />
            </span>
          )}
        </span>
      </p>
      {manages && (
        <Button size="small" onClick={() => setConfirming(true)}>
          Reset lock…
        </Button>
      )}
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title="Reset the lock?"
        confirm="Reset lock"
        pending={pending}
        onConfirm={reset}
      >
        The lock on {lockedIp} is removed. The next request with the right secret locks the key on its address.
      </Confirm>
    </div>
  );
}
