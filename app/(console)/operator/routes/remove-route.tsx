'use client';

import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { removeRouteAction } from './actions';

/** Removes a route after a confirmation. */
export function RemoveRoute({ id, label }: { id: string; label: string }) {
  const [open, setOpen] = useState(false);
  const { pending, run } = useCommand();
  function remove() {
    run(
      'The route was not removed',
      () => removeRouteAction({ id }),
      () => {
        setOpen(false);
        toast.success('Removed', { description: `The route for ${label} is removed.` });
      },
    );
  }
  return (
    <>
      <Button variant="quiet" size="icon" aria-label={`Remove ${label}…`} onClick={() => setOpen(true)}>
        <Trash2 aria-hidden strokeWidth={1.75} />
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title="Remove this route?"
        confirm={pending ? 'Removing…' : 'Remove route'}
        danger
        pending={pending}
        onConfirm={remove}
      >
        New messages for <strong className="font-medium break-words text-ink">{label}</strong> take the next route that
        matches, or are refused with no_route. Messages that are queued already stay.
      </Confirm>
    </>
  );
}
