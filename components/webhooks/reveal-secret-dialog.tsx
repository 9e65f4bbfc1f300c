'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { DialogActions, DoneDialog } from '@/components/ui/dialog';
import { saveFile } from '@/components/ui/save-file';

/** What receivers verify with. `publicKey`: of Ed25519, in place of a shared secret. */
export type RevealedSecret = { name: string; secret: string; publicKey: string | null };

type RevealSecretDialogProps = { revealed: RevealedSecret; title: string; onOk: () => void };

/** Shows a new secret, or the public key of a new key pair. Only "Ok" closes it. */
export function RevealSecretDialog({ revealed, title, onOk }: RevealSecretDialogProps) {
  const { name, secret, publicKey } = revealed;
  const label = publicKey === null ? 'Signing secret' : 'Public key';
  const value = publicKey ?? secret;
  return (
    <DoneDialog
      title={title}
      description={
        <>
          Your receiver verifies the reports of <span className="break-words">“{name}”</span> with it.{' '}
          {publicKey === null ? (
            <strong className="font-medium text-ink">
              With the secret, anyone can sign reports that your receiver accepts: keep it out of your source code.
            </strong>
          ) : (
            'It verifies only, and need not be secret.'
          )}{' '}
          Administrators can show it again.
        </>
      }
    >
      <div className="mt-4 flex items-center gap-3 rounded-card border bg-well px-3 py-2.5">
        <div className="min-w-0 flex-1">
          <p className="text-small text-soft">{label}</p>
          <p className="mt-0.5 font-mono text-[15px] leading-6 break-all" data-testid="revealed-secret">
            {value}
          </p>
        </div>
        <CopyButton
          value={value}
          title={`Copy the ${label.toLowerCase()}`}
          size="small"
          autoFocus
          className="bg-card"
        />
      </div>
      <DialogActions>
        <Button className="mr-auto" onClick={() => saveFile('webhook-secret.txt', `${name}\n${label}: ${value}\n`)}>
          <Download aria-hidden strokeWidth={1.75} />
          Download
        </Button>
        <Button variant="primary" onClick={onOk}>
          Ok
        </Button>
      </DialogActions>
    </DoneDialog>
  );
}
