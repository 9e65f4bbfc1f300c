'use client';

import { useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { deleteKeysAction } from '../actions';
import type { SelectableKey } from './key-selection';

const NAMED = 5;

type DeleteKeysDialogProps = { keys: SelectableKey[]; onClose: () => void };

/** Confirms the deletion of several keys and lists them. */
export function DeleteKeysDialog({ keys, onClose }: DeleteKeysDialogProps) {
  const [pending, startTransition] = useTransition();
  const number = keys.length === 1 ? '1 key' : `${keys.length} keys`;
  const named = keys.slice(0, NAMED);

  function confirm() {
    startTransition(async () => {
      const result = await callAction(() => deleteKeysAction({ ids: keys.map(({ id }) => id) }));
      if (!result.ok) {
        reportFailure('Nothing was deleted', result.error);
        return;
      }
      onClose();
      toast.success(`${number} deleted`, { description: 'They are refused from now on.' });
    });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Delete ${number}?`}
        description="Applications that use them can no longer send. This cannot be undone. Their messages stay. To stop them for a while, disable them instead."
      >
        <ul className="mt-4 space-y-1 rounded-card border bg-well px-3 py-2.5">
          {named.map((key) => (
            <li key={key.id} className="truncate font-medium">
              {key.name}
            </li>
          ))}
          {keys.length > named.length && <li className="text-soft">and {keys.length - named.length} more</li>}
        </ul>
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="danger" onClick={confirm} disabled={pending}>
            {pending ? 'Deleting…' : `Delete ${number}`}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
