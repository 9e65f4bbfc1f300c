'use client';

import { CircleCheck, Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import type { Revealed } from '@/lib/keys/revealed';

/** Shows a new credential. Nothing but "Ok" closes it, so that a slip of the hand cannot lose the value. */
export function RevealKeyDialog({ revealed, onOk }: { revealed: Revealed; onOk: () => void }) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open>
      <DialogContent
        title={
          <>
            <CircleCheck aria-hidden className="mb-3 size-5 text-good" strokeWidth={1.75} />
            API key created
          </>
        }
        description={
          <>
            “{revealed.name}” sends with it.{' '}
            <strong className="font-medium text-ink">
              Whoever has this key can send SMS in your name: keep it secret.
            </strong>
          </>
        }
        onEscapeKeyDown={stay}
        onPointerDownOutside={stay}
        onInteractOutside={stay}
      >
        <div className="mt-4 flex items-center gap-3 rounded-card border bg-well px-3 py-2.5">
          <div className="min-w-0 flex-1">
            <p className="text-small text-soft">API auth key</p>
            <p className="mt-0.5 font-mono text-[15px] leading-6 break-all" data-testid="revealed-key">
              {secretOf(revealed)}
            </p>
          </div>
          <CopyButton value={secretOf(revealed)} size="small" autoFocus />
        </div>
        <div className="mt-6 flex items-center justify-between gap-2">
          <Button onClick={() => download(revealed)}>
            <Download aria-hidden strokeWidth={1.75} />
            Download
          </Button>
          <Button look="primary" onClick={onOk}>
            Ok
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}

/** The value that is shown only now. */
function secretOf(revealed: Revealed): string {
  return revealed.type === 'auth' ? revealed.key : revealed.secret;
}

function download(revealed: Revealed): void {
  const { name } = revealed;
  const text = `API key "${name}" for SMS Service\nAPI auth key: ${secretOf(revealed)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `api-key-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.txt`;
  link.click();
  URL.revokeObjectURL(url);
}
