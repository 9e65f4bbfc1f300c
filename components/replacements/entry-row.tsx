'use client';

import { Pencil, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ReplacementView } from '@/lib/replacements/queries';
import type { ReplacementActions } from './replacement-actions';

const EditEntry = dynamic(() => import('./edit-entry').then((module) => module.EditEntry));

type EntryRowProps = {
  entry: ReplacementView;
  edit: { actions: Pick<ReplacementActions, 'add' | 'change' | 'delete'> };
  children: ReactNode;
};

/** An entry with what can be done to it. */
export function EntryRow({ entry, edit: { actions }, children }: EntryRowProps) {
  const { id, search, replacement } = entry;
  const [state, setState] = useState<'shown' | 'changing'>('shown');
  const { pending, run } = useCommand();

  function remove() {
    run(
      'Not deleted',
      () => actions.delete({ id }),
      () => toast.success('Deleted', { action: { label: 'Undo', onClick: putBack } }),
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
        <Button look="quiet" size="icon" aria-label={`Delete ${search}`} disabled={pending} onClick={remove}>
          <Trash2 aria-hidden strokeWidth={1.75} />
        </Button>
      </div>
    </div>
  );
}
