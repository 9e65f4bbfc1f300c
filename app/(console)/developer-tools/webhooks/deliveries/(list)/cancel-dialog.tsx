'use client';

import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { formatCount } from '@/lib/base/format';
import { cancelWaitingAction } from '../actions';
import { type BulkDialogProps, EndpointSelect } from './resend-dialog';

/** Cancels all deliveries that wait for their next attempt. */
export function CancelDialog({ endpoints, chosen, onClose }: BulkDialogProps) {
  const { pending, run } = useCommand();
  const [endpointId, setEndpointId] = useState(chosen ?? '');

  function cancel() {
    run(
      'Nothing was cancelled',
      () => cancelAll(endpointId ? { endpointId } : {}),
      ({ cancelled }) => {
        onClose();
        toast.success('Cancelled', {
          description:
            cancelled === 1 ? '1 delivery is not sent.' : `${formatCount(cancelled)} deliveries are not sent.`,
        });
      },
    );
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Cancel waiting deliveries?"
        description="Those that wait for their next attempt are not sent. They stay in the log, where each can be sent again."
      >
        <div className="mt-4">
          <EndpointSelect endpoints={endpoints} value={endpointId} onChange={setEndpointId} />
        </div>
        <DialogActions>
          <DialogClose asChild>
            <Button>Keep them</Button>
          </DialogClose>
          <Button variant="danger" disabled={pending} onClick={cancel}>
            {pending ? 'Cancelling…' : 'Cancel deliveries'}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

/** Calls the command until nothing waits: each call is limited. */
async function cancelAll(which: { endpointId?: string }): ReturnType<typeof cancelWaitingAction> {
  let cancelled = 0;
  for (;;) {
    const result = await cancelWaitingAction(which);
    if (!result.ok) return result;
    cancelled += result.data.cancelled;
    if (!result.data.more) return { ok: true, data: { cancelled, more: false } };
  }
}
