'use client';

import { Ban, RotateCw } from 'lucide-react';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { cancelWaitingAction, resendDeliveryAction } from '../actions';

/** Sends the delivery again, at once, with the same id. */
export function ResendButton({ id }: { id: string }) {
  const { pending, run } = useCommand();
  return (
    <Button
      disabled={pending}
      onClick={() =>
        run(
          'It was not sent again',
          () => resendDeliveryAction({ id }),
          () =>
            toast.success('Queued again', { description: 'It is sent with the same id; the attempt appears here.' }),
        )
      }
    >
      <RotateCw aria-hidden strokeWidth={1.75} /> {pending ? 'Resending…' : 'Resend'}
    </Button>
  );
}

/** Cancels the attempts that would follow. */
export function CancelDeliveryButton({ id }: { id: string }) {
  const { pending, run } = useCommand();
  return (
    <Button
      disabled={pending}
      onClick={() =>
        run(
          'It was not cancelled',
          () => cancelWaitingAction({ ids: [id] }),
          ({ cancelled }) =>
            cancelled > 0
              ? toast.success('Cancelled', { description: 'No more attempts are made. You can send it again.' })
              : toast.error('Not cancelled', { description: 'It was sent meanwhile.' }),
        )
      }
    >
      <Ban aria-hidden strokeWidth={1.75} /> {pending ? 'Cancelling…' : 'Cancel'}
    </Button>
  );
}
