'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { RejectionInput } from '@/lib/accounts/verification/schema';
import type { ActionResult } from '@/lib/actions/result';

const RejectDialog = dynamic(() => import('./reject-dialog').then((module) => module.RejectDialog));

export type DecideActions = {
  approve: (input: { id: string }) => Promise<ActionResult<void>>;
  reject: (input: RejectionInput) => Promise<ActionResult<void>>;
};

const REJECT = {
  title: 'Reject this request?',
  description: 'The account stays as it is. It sees your reason, and can correct what it sent and ask again.',
  submit: 'Reject request',
  submitting: 'Rejecting…',
  done: 'Rejected',
};

type DecideProps = { id: string; accountName: string; actions: DecideActions };

/** The two ways to close a request. Both ask first. */
export function Decide({ id, accountName, actions }: DecideProps) {
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null);
  const { pending, run } = useCommand();
  const close = () => setAsking(null);

  function approve() {
    run(
      'The request was not approved',
      () => actions.approve({ id }),
      () => {
        close();
        toast.success('Approved', { description: `“${accountName}” can create API keys now.` });
      },
    );
  }

  return (
    <div className="flex gap-2">
      <Button onClick={() => setAsking('reject')}>Reject…</Button>
      <Button look="primary" onClick={() => setAsking('approve')}>
        Approve…
      </Button>
      <Confirm
        open={asking === 'approve'}
        onOpenChange={close}
        title="Approve this request?"
        confirm={pending ? 'Approving…' : 'Approve request'}
        pending={pending}
        onConfirm={approve}
      >
        Administrators of <strong className="font-medium break-words text-ink">{accountName}</strong> can create API
        keys at once. It cannot be taken back here.
      </Confirm>
      {asking === 'reject' && <RejectDialog id={id} reject={actions.reject} words={REJECT} onClose={close} />}
    </div>
  );
}
