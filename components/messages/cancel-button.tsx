'use client';

import { Ban } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/actions/result';

/** The server action that cancels a message, given by the page. */
export type CancelMessage = (input: { id: string }) => Promise<ActionResult<void>>;

type CancelButtonProps = {
  message: { id: string; recipient: string };
  cancel: CancelMessage;
  /** In a row among others, where the button must say whose it is. */
  inRow?: boolean;
};

/** Cancels a scheduled message, once its owner has said so twice. */
export function CancelButton({ message: { id, recipient }, cancel, inRow = false }: CancelButtonProps) {
  const [asking, setAsking] = useState(false);
  const { pending, run } = useCommand();
  const confirm = () =>
    run(
      'The message was not cancelled',
      () => cancel({ id }),
      () => {
        setAsking(false);
        toast.success('Cancelled', { description: `The message to ${recipient} is not sent.` });
      },
    );
  return (
    <>
      <Button
        size={inRow ? 'small' : 'normal'}
        aria-haspopup="dialog"
        aria-label={inRow ? `Cancel the message to ${recipient}` : undefined}
        onClick={() => setAsking(true)}
      >
        <Ban aria-hidden strokeWidth={1.75} /> {inRow ? 'Cancel' : 'Cancel message'}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
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
