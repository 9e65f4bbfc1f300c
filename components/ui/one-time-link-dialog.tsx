'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { DialogActions } from './dialog';
import { DoneDialog } from './done-dialog';

type OneTimeLinkDialogProps = {
  title: string;
  url: string;
  /** For whom it is, how long it is valid, and what it does. */
  children: ReactNode;
  onClose: () => void;
};

/** Shows a link, once. Nothing but "Done" closes it, so that a slip of the hand does not lose it. */
export function OneTimeLinkDialog({ title, url, children, onClose }: OneTimeLinkDialogProps) {
  return (
    <DoneDialog title={title} description={children}>
      <div className="mt-4 flex items-center gap-3 rounded-card border bg-well px-3 py-2.5">
        <div className="min-w-0 flex-1">
          <p className="text-small text-soft">One-time link</p>
          <p className="mt-0.5 font-mono text-code break-all" data-testid="one-time-link">
            {url}
          </p>
        </div>
        <CopyButton value={url} title="Copy the link" size="small" autoFocus className="bg-card" />
      </div>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </DoneDialog>
  );
}
