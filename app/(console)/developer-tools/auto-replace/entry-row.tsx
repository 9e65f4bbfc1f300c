'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ReplacementView } from '@/lib/replacements/queries';
import { addAction, deleteAction } from './actions';
import { EditEntry } from './entry-forms';

type EntryRowProps = {
  entry: ReplacementView;
  children: ReactNode;
};

/** An entry with its buttons. */
export function EntryRow({ entry, children }: EntryRowProps) {
  const { id, search, replacement } = entry;
  const [state, setState] = useState<'shown' | 'editing'>('shown');
  const { pending, run } = useCommand();

  function remove() {
    run(
      'Not deleted',
      () => deleteAction({ id }),
      () => toast.success('Deleted', { action: { label: 'Undo', onClick: restore } }),
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
        <Button variant="quiet" size="icon" aria-label={`Delete ${search}`} disabled={pending} onClick={remove}>
          <Trash2 aria-hidden strokeWidth={1.75} />
        </Button>
      </div>
    </div>
  );
}
