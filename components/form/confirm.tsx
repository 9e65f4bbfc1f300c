'use client';

import dynamic from 'next/dynamic';
import type { ConfirmDialogProps } from './confirm-dialog';

const ConfirmDialog = dynamic(() => import('./confirm-dialog').then((module) => module.ConfirmDialog));

/** Confirms an action that cannot be undone. The dialog is loaded when the first one opens. */
export function Confirm({ open, ...props }: ConfirmDialogProps & { open: boolean }) {
  return open && <ConfirmDialog {...props} />;
}
