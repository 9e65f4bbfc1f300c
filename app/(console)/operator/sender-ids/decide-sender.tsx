'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { AnySenderId } from '@/lib/senders/queries';
import { approveSenderIdAction, rejectSenderIdAction } from './actions';

const RejectDialog = dynamic(() => import('../reject-dialog').then((module) => module.RejectDialog));

const rejectLabels = (value: string) => ({
  title: 'Reject this sender ID?',
  description: `Messages cannot use “${value}”. The account sees your reason and can request it again.`,
  submit: 'Reject sender ID',
  submitting: 'Rejecting…',
  done: 'Rejected',
});
const withdrawLabels = (value: string) => ({
  title: 'Withdraw the approval?',
  description: `Requests with “${value}” are refused immediately, also for keys with this default sender.`,
  submit: 'Withdraw approval',
  submitting: 'Withdrawing…',
  done: 'Withdrawn',
});

type DecideSenderProps = { sender: Pick<AnySenderId, 'id' | 'value' | 'state' | 'accountName'> };

/** The possible decisions on a sender ID in its current state. Each is confirmed. */
export function DecideSender({ sender: { id, value, state, accountName } }: DecideSenderProps) {
  const [open, setOpen] = useState<'approve' | 'reject' | null>(null);
  const { pending, run } = useCommand();
  const close = () => setOpen(null);
  const name = `${value} of ${accountName}`;
  const approved = state === 'approved';

  function approve() {
    run(
      `“${value}” was not approved`,
      () => approveSenderIdAction({ id, seen: state }),
      () => {
        close();
        toast.success('Approved', { description: `“${accountName}” can send as “${value}” now.` });
      },
    );
  }

  return (
    <div className="flex justify-end gap-2 max-sm:justify-start">
      {state !== 'rejected' && (
        <Button
          size="small"
          aria-label={approved ? `Withdraw ${name}…` : `Reject ${name}…`}
          onClick={() => setOpen('reject')}
        >
          {approved ? 'Withdraw…' : 'Reject…'}
        </Button>
      )}
      {!approved && (
        <Button size="small" aria-label={`Approve ${name}…`} onClick={() => setOpen('approve')}>
          Approve…
        </Button>
      )}
      <Confirm
        open={open === 'approve'}
        onOpenChange={close}
        title="Approve this sender ID?"
        confirm={pending ? 'Approving…' : 'Approve sender ID'}
        pending={pending}
        onConfirm={approve}
      >
        Keys of <strong className="font-medium break-words text-ink">{accountName}</strong> can send as{' '}
        <strong className="font-medium break-words text-ink">{value}</strong> immediately. You can withdraw the approval
        later.
      </Confirm>
      {open === 'reject' && (
        <RejectDialog
          id={id}
          reject={(input) => rejectSenderIdAction({ ...input, seen: state })}
          labels={approved ? withdrawLabels(value) : rejectLabels(value)}
          onClose={close}
        />
      )}
    </div>
  );
}
