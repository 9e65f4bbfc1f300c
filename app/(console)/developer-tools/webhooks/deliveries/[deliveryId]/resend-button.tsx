'use client';

import { RotateCw } from 'lucide-react';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { resendDeliveryAction } from '../actions';

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
