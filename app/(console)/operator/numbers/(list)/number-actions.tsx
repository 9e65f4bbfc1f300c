'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { AnyNumber } from '@/lib/received/numbers/queries';
import { removeNumberAction } from '../actions';
import type { AccountChoice } from './assign-dialog';

// Loaded when the first dialog opens, not with the list.
const AssignDialog = dynamic(() => import('./assign-dialog').then((module) => module.AssignDialog));

type AssignButtonProps = {
  accounts: readonly AccountChoice[];
  /** The number to assign, in a row; undefined for the page's own button. */
  number?: string;
};

/** Opens the form that assigns a number. */
export function AssignButton({ accounts, number }: AssignButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {number === undefined ? (
        <Button variant="primary" onClick={() => setOpen(true)}>
          <Plus aria-hidden strokeWidth={1.75} /> Assign number
        </Button>
      ) : (
        <Button size="small" aria-label={`Assign ${number}…`} onClick={() => setOpen(true)}>
          Assign…
        </Button>
      )}
      {open && (
        <AssignDialog
          accounts={accounts}
          initial={number === undefined ? undefined : { number }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** What an operator does with an assigned number. */
export function NumberActions({ assigned }: { assigned: AnyNumber }) {
  const [open, setOpen] = useState<'change' | 'remove' | null>(null);
  const { pending, run } = useCommand();
  const close = () => setOpen(null);
  const { id, number, keyword, accountName } = assigned;
  const name = keyword === null ? number : `${number} with the keyword ${keyword}`;

  function remove() {
    run(
      `${number} was not removed`,
      () => removeNumberAction({ id }),
      () => {
        close();
        toast.success('Removed', { description: `${name} no longer belongs to “${accountName}”.` });
      },
    );
  }

  return (
    <div className="flex justify-end gap-2 max-sm:justify-start">
      <Button size="small" aria-label={`Change the webhook of ${name}…`} onClick={() => setOpen('change')}>
        Webhook…
      </Button>
      <Button size="small" aria-label={`Remove ${name}…`} onClick={() => setOpen('remove')}>
        Remove…
      </Button>
      {open === 'change' && <AssignDialog accounts={[]} initial={assigned} onClose={close} />}
      <Confirm
        open={open === 'remove'}
        onOpenChange={close}
        title="Remove this number?"
        confirm={pending ? 'Removing…' : 'Remove number'}
        danger
        pending={pending}
        onConfirm={remove}
      >
        Messages to <strong className="font-medium text-ink">{name}</strong> that arrive from now on do not belong to{' '}
        <strong className="font-medium break-words text-ink">{accountName}</strong>. It keeps those that it has.
      </Confirm>
    </div>
  );
}
