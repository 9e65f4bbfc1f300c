'use client';

import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ReplacementActions } from './replacement-actions';

type RestoreButtonProps = { restore: ReplacementActions['restoreDefaults']; entries: number };

/** Back to the default table, which takes all other entries away: asked first. */
export function RestoreButton({ restore, entries }: RestoreButtonProps) {
  const [asking, setAsking] = useState(false);
  const { pending, run } = useCommand();
  const confirm = () =>
    run(
      'Not restored',
      () => restore({}),
      () => {
        setAsking(false);
        toast.success('Defaults restored', { description: 'They hold for messages accepted from now on.' });
      },
    );
  return (
    <>
      <Button look="quiet" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        <RotateCcw aria-hidden strokeWidth={1.75} /> Restore defaults…
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Restore the default table?"
        confirm="Restore defaults"
        danger
        pending={pending}
        onConfirm={confirm}
      >
        {entries === 1 ? 'Your entry goes' : `Your ${entries} entries go`}, and the default ones come instead. Download
        the table as CSV first if you may want it back.
      </Confirm>
    </>
  );
}

/** Fills an empty table with the default entries. */
export function LoadDefaultsButton({ restore }: Pick<RestoreButtonProps, 'restore'>) {
  const { pending, run } = useCommand();
  const load = () =>
    run(
      'Not loaded',
      () => restore({}),
      () => toast.success('Default table loaded', { description: 'Change and delete entries as you like.' }),
    );
  return (
    <Button onClick={load} disabled={pending}>
      {pending ? 'Loading…' : 'Load the default table'}
    </Button>
  );
}
