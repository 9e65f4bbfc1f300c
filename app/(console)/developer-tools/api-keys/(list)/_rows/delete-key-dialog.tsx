'use client';

import { useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { deleteKeyAction } from '../actions';

type DeleteKeyDialogProps = {
  id: string;
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export function DeleteKeyDialog({ id, name, open, onOpenChange }: DeleteKeyDialogProps) {
  const [pending, startTransition] = useTransition();

  function confirm() {
    startTransition(async () => {
      const result = await callAction(() => deleteKeyAction({ id }));
      if (!result.ok) {
        reportFailure(`“${name}” was not deleted`, result.error);
        return;
      }
      onOpenChange(false);
      toast.success('Deleted', { description: `“${name}” is refused from now on.` });
    });
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Delete this key?"
        description={
          <>
            Applications that use <strong className="font-medium break-words text-ink">{name}</strong> can no longer
            send. This cannot be undone. Its messages stay. To stop it for a while, disable it instead.
          </>
        }
      >
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="danger" onClick={confirm} disabled={pending}>
            {pending ? 'Deleting…' : 'Delete key'}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
