'use client';

import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { CopyButton } from '@/components/ui/copy-button';
import { DoneDialog } from '@/components/ui/dialog';
import { saveFile } from '@/components/ui/save-file';

type RecoveryCodesDialogProps = { title: string; codes: string[]; email: string; onOk: () => void };

/** Shows the recovery codes once. Only "Ok" closes it, after they are copied, downloaded or confirmed as saved. */
export function RecoveryCodesDialog({ title, codes, email, onOk }: RecoveryCodesDialogProps) {
  const [exported, setExported] = useState(false);
  const [saved, setSaved] = useState(false);
  const savedId = useId();

  function download() {
    saveFile('postern-recovery-codes.txt', recoveryFileText(codes, email, window.location.origin));
    setExported(true);
  }

  return (
    <DoneDialog
      title={title}
      description={
        <>
          Each of these codes works once, when you do not have your phone.{' '}
          <strong className="font-medium text-ink">They are shown only now.</strong> Store them with your passwords, not
          on the phone.
        </>
      }
    >
      <ul
        aria-label="Recovery codes"
        className="mt-4 grid grid-cols-1 gap-x-6 gap-y-1 rounded-card border bg-well px-4 py-3 font-mono text-code leading-6 min-[400px]:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code} className="whitespace-nowrap">
            {code}
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <CopyButton value={codes.join('\n')} label="Copy codes" onCopied={() => setExported(true)} autoFocus />
        <Button onClick={download}>
          <Download aria-hidden strokeWidth={1.75} />
          Download
        </Button>
      </div>
      <div className="mt-5 flex items-center justify-between gap-2">
        <label htmlFor={savedId} className="flex w-fit cursor-pointer items-center gap-2.5 text-soft">
          <Checkbox id={savedId} checked={saved} onChange={(event) => setSaved(event.target.checked)} />I have saved
          them
        </label>
        <Button
          variant="primary"
          onClick={onOk}
          disabled={!exported && !saved}
          title={exported || saved ? undefined : 'Copy them, download them, or tick “I have saved them” first.'}
        >
          Ok
        </Button>
      </div>
    </DoneDialog>
  );
}

/** Returns the text of the downloaded file. `origin` is that of the console. */
function recoveryFileText(codes: readonly string[], email: string, origin: string): string {
  return [
    `Recovery codes of ${email} at ${origin}`,
    'Each works once, instead of the code from the authenticator app.',
    '',
    ...codes,
    '',
  ].join('\n');
}
