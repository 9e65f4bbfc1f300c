'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ReplacementView } from '@/lib/replacements/queries';
import { addAction, deleteAction } from './actions';
import { EditEntry } from './entry-forms';

type EntryRowProps = {
  entry: ReplacementView;
  /** Whether it is the only entry of the table. Without entries the default table applies. */
  only: boolean;
  children: ReactNode;
};

/** An entry with its buttons. */
export function EntryRow({ entry, only, children }: EntryRowProps) {
  const { id, search, replacement } = entry;
  const [state, setState] = useState<'shown' | 'editing' | 'confirming'>('shown');
  const { pending, run } = useCommand();

  function remove() {
    run(
      'Not deleted',
      () => deleteAction({ id }),
      () => {
        if (only) return toast.success('Deleted', { description: 'The default table applies from now on.' });
        toast.success('Deleted', { action: { label: 'Undo', onClick: restore } });
      },
    );
  }

  function restore() {
    run(
      'Not restored',
      () => addAction({ search, replacement }),
      () => toast.success('Restored'),
    );
  }

  if (state === 'editing') {
    return (
      <div className="py-2">
        <EditEntry entry={entry} onClose={() => setState('shown')} />
      </div>
    );
  }
  return (
    <div className="flex min-h-9 items-center gap-2">
      {children}
      <div className="-mr-2 flex shrink-0">
        <Button variant="quiet" size="icon" aria-label={`Change ${search}`} onClick={() => setState('editing')}>
          <Pencil aria-hidden strokeWidth={1.75} />
        </Button>
        <Button
          variant="quiet"
          size="icon"
          aria-label={`Delete ${search}`}
          disabled={pending}
          onClick={() => (only ? setState('confirming') : remove())}
        >
          <Trash2 aria-hidden strokeWidth={1.75} />
        </Button>
      </div>
      <Confirm
        open={state === 'confirming'}
        onOpenChange={(open) => !open && setState('shown')}
        title="Delete the last entry?"
        confirm="Delete entry"
        danger
        pending={pending}
        onConfirm={remove}
      >
        Without own entries the default table applies. To replace nothing, set auto-replace to Off in the key or in the
        sending defaults.
      </Confirm>
    </div>
  );
}
