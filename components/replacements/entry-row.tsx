'use client';

import { Pencil, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ReplacementView } from '@/lib/replacements/queries';
import type { ReplacementActions } from './replacement-actions';

const EditEntry = dynamic(() => import('./edit-entry').then((module) => module.EditEntry));

type EntryRowProps = {
  entry: ReplacementView;
  edit: {
    actions: Pick<ReplacementActions, 'add' | 'change' | 'delete'>;
    /** Whether it is the table's only entry: without it the default table counts. */
    only: boolean;
  };
  children: ReactNode;
};

/** An entry with what can be done to it. */
export function EntryRow({ entry, edit: { actions, only }, children }: EntryRowProps) {
  const { id, search, replacement } = entry;
  const [state, setState] = useState<'shown' | 'changing' | 'asking'>('shown');
  const { pending, run } = useCommand();

  function remove() {
    run(
      'Not deleted',
      () => actions.delete({ id }),
      () => {
        if (only) return toast.success('Deleted', { description: 'The default table counts from now on.' });
        toast.success('Deleted', { action: { label: 'Undo', onClick: putBack } });
      },
    );
  }

  function putBack() {
    run(
      'Not put back',
      () => actions.add({ search, replacement }),
      () => toast.success('Put back'),
    );
  }

  if (state === 'changing') {
    return (
      <div className="py-2">
        <EditEntry entry={entry} change={actions.change} onClose={() => setState('shown')} />
      </div>
    );
  }
  return (
    <div className="flex min-h-9 items-center gap-2">
      {children}
      <div className="-mr-2 flex shrink-0">
        <Button look="quiet" size="icon" aria-label={`Change ${search}`} onClick={() => setState('changing')}>
          <Pencil aria-hidden strokeWidth={1.75} />
        </Button>
        <Button
          look="quiet"
          size="icon"
          aria-label={`Delete ${search}`}
          disabled={pending}
          onClick={() => (only ? setState('asking') : remove())}
        >
          <Trash2 aria-hidden strokeWidth={1.75} />
        </Button>
      </div>
      <Confirm
        open={state === 'asking'}
        onOpenChange={(open) => !open && setState('shown')}
        title="Delete the last entry?"
        confirm="Delete entry"
        danger
        pending={pending}
        onConfirm={remove}
      >
        Without an entry of your own the default table counts. To replace nothing at all, set auto-replace to Off where
        you send from.
      </Confirm>
    </div>
  );
}
