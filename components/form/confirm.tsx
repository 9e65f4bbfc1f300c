'use client';

import dynamic from 'next/dynamic';
import type { ConfirmDialogProps } from './confirm-dialog';

const ConfirmDialog = dynamic(() => import('./confirm-dialog').then((module) => module.ConfirmDialog));

/** Asks before what cannot be taken back. Dialogs are fetched when the first is opened. */
export function Confirm({ open, ...props }: ConfirmDialogProps & { open: boolean }) {
  return open && <ConfirmDialog {...props} />;
}
