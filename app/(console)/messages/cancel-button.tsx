'use client';

import { Ban } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { cancelMessageAction } from './actions';

type CancelButtonProps = {
  message: { id: string; recipient: string };
  /** Whether the button is in a row of a list, where its label must name the message. */
  inRow?: boolean;
};

/** Cancels a scheduled message after a confirmation. */
export function CancelButton({ message: { id, recipient }, inRow = false }: CancelButtonProps) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();
  const confirm = () =>
    run(
      'The message was not cancelled',
      () => cancelMessageAction({ id }),
      () => {
        setConfirming(false);
        toast.success('Cancelled', { description: `The message to ${recipient} will not be sent.` });
      },
    );
  return (
    <>
      <Button
        size={inRow ? 'small' : 'normal'}
        aria-haspopup="dialog"
        aria-label={inRow ? `Cancel the message to ${recipient}` : undefined}
        onClick={() => setConfirming(true)}
      >
        <Ban aria-hidden strokeWidth={1.75} /> {inRow ? 'Cancel' : 'Cancel message'}
      </Button>
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title="Cancel this message?"
        confirm="Cancel message"
        dismiss="Keep it"
        danger
        pending={pending}
        onConfirm={confirm}
      >
        It will not be sent to <strong className="font-mono text-code font-medium text-ink">{recipient}</strong>. This
        cannot be undone.
      </Confirm>
    </>
  );
}
