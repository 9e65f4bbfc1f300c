'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { approveRequestAction, rejectRequestAction } from './actions';

const RejectDialog = dynamic(() => import('../../reject-dialog').then((module) => module.RejectDialog));

const REJECT_LABELS = {
  title: 'Reject this request?',
  description: 'The account stays unverified. It sees your reason, and can correct its request and send it again.',
  submit: 'Reject request',
  submitting: 'Rejecting…',
  done: 'Rejected',
};

type DecideRequestProps = { id: string; accountName: string };

/** Approves or rejects a request after a confirmation. */
export function DecideRequest({ id, accountName }: DecideRequestProps) {
  const [open, setOpen] = useState<'approve' | 'reject' | null>(null);
  const { pending, run } = useCommand();
  const close = () => setOpen(null);

  function approve() {
    run(
      'The request was not approved',
      () => approveRequestAction({ id }),
      () => {
        close();
        toast.success('Approved', { description: `“${accountName}” can create API keys now.` });
      },
    );
  }

  return (
    <div className="flex gap-2">
      <Button onClick={() => setOpen('reject')}>Reject…</Button>
      <Button variant="primary" onClick={() => setOpen('approve')}>
        Approve…
      </Button>
      <Confirm
        open={open === 'approve'}
        onOpenChange={close}
        title="Approve this request?"
        confirm={pending ? 'Approving…' : 'Approve request'}
        pending={pending}
        onConfirm={approve}
      >
        Administrators of <strong className="font-medium break-words text-ink">{accountName}</strong> can create API
        keys immediately. This cannot be undone here.
      </Confirm>
      {open === 'reject' && (
        <RejectDialog id={id} reject={rejectRequestAction} labels={REJECT_LABELS} onClose={close} />
      )}
    </div>
  );
}
