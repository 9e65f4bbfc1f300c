'use client';

import { RotateCcw, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { restoreDefaultsAction } from './actions';

// Dialog and CSV parser are loaded when the dialog opens.
const ImportDialog = dynamic(() => import('./import-dialog').then((module) => module.ImportDialog));

/** Opens the import of a CSV file. */
export function ImportButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Upload aria-hidden strokeWidth={1.75} /> Import CSV…
      </Button>
      {open && <ImportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** Replaces the own entries by the default table after a confirmation. */
export function RestoreButton({ entries }: { entries: number }) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();
  const confirm = () =>
    run(
      'Not restored',
      () => restoreDefaultsAction({}),
      () => {
        setConfirming(false);
        toast.success('Defaults restored', { description: 'They apply to messages accepted from now on.' });
      },
    );
  return (
    <>
      <Button variant="quiet" aria-haspopup="dialog" onClick={() => setConfirming(true)}>
        <RotateCcw aria-hidden strokeWidth={1.75} /> Restore defaults…
      </Button>
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title="Restore the default table?"
        confirm="Restore defaults"
        danger
        pending={pending}
        onConfirm={confirm}
      >
        {entries === 1 ? 'Your entry is' : `Your ${entries} entries are`} replaced by the default ones. Download the
        table as CSV first if you may need it again.
      </Confirm>
    </>
  );
}

/** Fills an empty table with the default entries. */
export function LoadDefaultsButton() {
  const { pending, run } = useCommand();
  const load = () =>
    run(
      'Not loaded',
      () => restoreDefaultsAction({}),
      () => toast.success('Default table loaded', { description: 'You can change and delete its entries.' }),
    );
  return (
    <Button onClick={load} disabled={pending}>
      {pending ? 'Loading…' : 'Load the default table'}
    </Button>
  );
}
