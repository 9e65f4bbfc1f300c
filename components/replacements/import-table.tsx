'use client';

import { Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ReplacementActions } from './replacement-actions';

// Dialog and parser are fetched when somebody imports.
const ImportDialog = dynamic(() => import('./import-dialog').then((module) => module.ImportDialog));

type ImportTableProps = { run: ReplacementActions['import'] };

export function ImportTable({ run }: ImportTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Upload aria-hidden strokeWidth={1.75} /> Import CSV…
      </Button>
      {open && <ImportDialog run={run} onClose={() => setOpen(false)} />}
    </>
  );
}
