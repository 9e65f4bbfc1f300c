'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';

export type ConfirmDialogProps = {
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** The text of the confirm button. */
  confirm: string;
  /** The text of the other button, if “Cancel” would be ambiguous. */
  dismiss?: string;
  danger?: boolean;
  pending: boolean;
  onConfirm: () => void;
};

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { onOpenChange, title, children, confirm, dismiss = 'Cancel', danger, pending, onConfirm } = props;
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent title={title} description={children}>
        <DialogActions>
          <DialogClose asChild>
            <Button>{dismiss}</Button>
          </DialogClose>
          <Button variant={danger ? 'danger' : 'primary'} onClick={onConfirm} disabled={pending}>
            {confirm}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
