'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';
import type { AnySenderId } from '@/lib/senders/queries';
import type { ApproveSenderIdInput, RejectSenderIdInput } from '@/lib/senders/schema';

const RejectDialog = dynamic(() => import('./reject-dialog').then((module) => module.RejectDialog));

export type DecideSenderActions = {
  approve: (input: ApproveSenderIdInput) => Promise<ActionResult<void>>;
  reject: (input: RejectSenderIdInput) => Promise<ActionResult<void>>;
};

const rejectWords = (value: string) => ({
  title: 'Reject this sender ID?',
  description: `Nothing goes out under “${value}”. The account sees your reason and can ask again.`,
  submit: 'Reject sender ID',
  submitting: 'Rejecting…',
  done: 'Rejected',
});
const withdrawWords = (value: string) => ({
  title: 'Withdraw the approval?',
  description: `Requests under “${value}” are refused at once, also where it is the default of a key.`,
  submit: 'Withdraw approval',
  submitting: 'Withdrawing…',
  done: 'Withdrawn',
});

type DecideSenderProps = {
  sender: Pick<AnySenderId, 'id' | 'value' | 'state' | 'accountName'>;
  actions: DecideSenderActions;
};

/** What can be decided about a sender ID as it stands. All of it asks first. */
export function DecideSender({ sender: { id, value, state, accountName }, actions }: DecideSenderProps) {
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null);
  const { pending, run } = useCommand();
  const close = () => setAsking(null);
  const said = `${value} of ${accountName}`;
  const approved = state === 'approved';

  function approve() {
    run(
      `“${value}” was not approved`,
      () => actions.approve({ id, seen: state }),
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
          aria-label={approved ? `Withdraw ${said}…` : `Reject ${said}…`}
          onClick={() => setAsking('reject')}
        >
          {approved ? 'Withdraw…' : 'Reject…'}
        </Button>
      )}
      {!approved && (
        <Button size="small" aria-label={`Approve ${said}…`} onClick={() => setAsking('approve')}>
          Approve…
        </Button>
      )}
      <Confirm
        open={asking === 'approve'}
        onOpenChange={close}
        title="Approve this sender ID?"
        confirm={pending ? 'Approving…' : 'Approve sender ID'}
        pending={pending}
        onConfirm={approve}
      >
        Keys of <strong className="font-medium break-words text-ink">{accountName}</strong> can send as{' '}
        <strong className="font-medium break-words text-ink">{value}</strong> at once. You can withdraw it later.
      </Confirm>
      {asking === 'reject' && (
        <RejectDialog
          id={id}
          reject={(input) => actions.reject({ ...input, seen: state })}
          words={approved ? withdrawWords(value) : rejectWords(value)}
          onClose={close}
        />
      )}
    </div>
  );
}
