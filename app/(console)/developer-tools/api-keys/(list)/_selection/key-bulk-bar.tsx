'use client';

import { Power, PowerOff, Trash2, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { setKeysEnabledAction } from '../actions';
import { type SelectableKey, useSelection } from './key-selection';

const DeleteKeysDialog = dynamic(() => import('./delete-keys-dialog').then((module) => module.DeleteKeysDialog));

/** Actions on all selected keys, at the bottom of the window while keys are selected. */
export function KeyBulkBar() {
  const { keys, selected, setAll } = useSelection();
  const [deleting, setDeleting] = useState<SelectableKey[] | null>(null);
  const [pending, startTransition] = useTransition();

  function setEnabled(targets: SelectableKey[], enabled: boolean) {
    const ids = targets.map(({ id }) => id);
    startTransition(async () => {
      const result = await callAction(() => setKeysEnabledAction({ ids, enabled }));
      if (!result.ok) {
        reportFailure(`${count(ids.length)} not ${enabled ? 'enabled' : 'disabled'}`, result.error);
        return;
      }
      // Undo changes back only the keys that this action changed: the page may show an older state.
      const changed = targets.filter(({ id }) => result.data.changed.includes(id));
      toast.success(`${count(ids.length)} ${enabled ? 'enabled' : 'disabled'}`, {
        description: enabled ? 'They can send again.' : 'Their next requests are refused.',
        ...(changed.length > 0 && { action: { label: 'Undo', onClick: () => setEnabled(changed, !enabled) } }),
      });
    });
  }

  return (
    <>
      {selected.length > 0 && (
        <>
          <div aria-hidden className="h-16" />
          <section
            aria-label="Selected keys"
            className="floating fixed inset-x-3 bottom-4 z-30 mx-auto flex max-w-140 flex-wrap sm:w-fit items-center gap-1 rounded-dialog border bg-card p-1.5 shadow-float"
          >
            <p role="status" className="px-2.5 font-medium whitespace-nowrap tabular-nums">
              {selected.length} selected
            </p>
            {selected.length < keys.length && (
              <Button variant="quiet" size="small" onClick={() => setAll(true)}>
                Select all {keys.length}
              </Button>
            )}
            <div className="flex gap-1 max-sm:order-last max-sm:w-full max-sm:*:flex-1">
              <Button size="small" disabled={pending} onClick={() => setEnabled(selected, true)}>
                <Power aria-hidden strokeWidth={1.75} /> Enable
              </Button>
              <Button size="small" disabled={pending} onClick={() => setEnabled(selected, false)}>
                <PowerOff aria-hidden strokeWidth={1.75} /> Disable
              </Button>
              <Button size="small" className="text-bad!" disabled={pending} onClick={() => setDeleting(selected)}>
                <Trash2 aria-hidden strokeWidth={1.75} /> Delete…
              </Button>
            </div>
            <Button
              variant="quiet"
              size="icon"
              className="max-sm:ml-auto"
              aria-label="Select nothing"
              onClick={() => setAll(false)}
            >
              <X aria-hidden strokeWidth={1.75} />
            </Button>
          </section>
        </>
      )}
      {deleting && <DeleteKeysDialog keys={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

function count(keys: number): string {
  return keys === 1 ? '1 key' : `${keys} keys`;
}
