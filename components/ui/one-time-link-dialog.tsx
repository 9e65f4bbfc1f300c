'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { DialogActions, DoneDialog } from './dialog';

type OneTimeLinkDialogProps = {
  title: string;
  url: string;
  /** The recipient, the validity and the purpose of the link. */
  children: ReactNode;
  onClose: () => void;
};

/** Shows a link once. Only "Done" closes the dialog, so that the link is not lost by accident. */
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
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </DoneDialog>
  );
}
