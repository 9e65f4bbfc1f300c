'use client';

import { Ban, RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { BulkDialogProps } from './resend-dialog';

const ResendDialog = dynamic(() => import('./resend-dialog').then((module) => module.ResendDialog));
const CancelDialog = dynamic(() => import('./cancel-dialog').then((module) => module.CancelDialog));

/** Sends failed deliveries again, or cancels waiting ones. */
export function BulkActions(props: Omit<BulkDialogProps, 'onClose'>) {
  const [open, setOpen] = useState<'resend' | 'cancel' | null>(null);
  const onClose = () => setOpen(null);
  return (
    <span className="flex flex-wrap gap-2">
      <Button onClick={() => setOpen('cancel')}>
        <Ban aria-hidden strokeWidth={1.75} /> Cancel waiting…
      </Button>
      <Button onClick={() => setOpen('resend')}>
        <RotateCw aria-hidden strokeWidth={1.75} /> Resend failed…
      </Button>
      {open === 'resend' && <ResendDialog {...props} onClose={onClose} />}
      {open === 'cancel' && <CancelDialog {...props} onClose={onClose} />}
    </span>
  );
}
