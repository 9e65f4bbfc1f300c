'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/base/routes';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import { deleteAction } from './actions';

type DeleteByNameDialogProps = { detail: KeyDetail; onClose: () => void };

/** Confirms the deletion: the name of the key must be typed. */
export function DeleteByNameDialog({ detail: { id, name }, onClose }: DeleteByNameDialogProps) {
  const [typed, setTyped] = useState('');
  const { pending, run } = useCommand();
  const router = useRouter();
  const matches = typed.trim() === name;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!matches) return;
    run(
      `“${name}” was not deleted`,
      () => deleteAction({ id }),
      () => {
        router.push(routes.apiKeys());
        toast.success('Deleted', { description: `“${name}” is refused from now on.` });
      },
    );
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Delete this key?"
        description="Applications that use it can no longer send. This cannot be undone. Its messages stay. To stop it for a while, disable it instead."
      >
        <form onSubmit={submit} className="mt-4">
          <Field label={`Type “${name}” to confirm`}>
            {(control) => (
              <Input
                {...control}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoFocus
                autoComplete="off"
              />
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="danger" type="submit" disabled={!matches || pending}>
              {pending ? 'Deleting…' : 'Delete key'}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
