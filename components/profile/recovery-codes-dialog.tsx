'use client';

import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { CopyButton } from '@/components/ui/copy-button';
import { DoneDialog } from '@/components/ui/done-dialog';
import { saveFile } from '@/components/ui/save-file';
import { recoveryFileText } from './recovery-file';

type RecoveryCodesDialogProps = { title: string; codes: string[]; email: string; onOk: () => void };

/** Shows the recovery codes, once. Closes only by "Ok", after they were taken somewhere. */
export function RecoveryCodesDialog({ title, codes, email, onOk }: RecoveryCodesDialogProps) {
  const [taken, setTaken] = useState(false);
  const [saved, setSaved] = useState(false);
  const savedId = useId();

  function download() {
    saveFile('postern-recovery-codes.txt', recoveryFileText(codes, email, window.location.origin));
    setTaken(true);
  }

  return (
    <DoneDialog
      title={title}
      description={
        <>
          Each of these codes opens once when your phone is not at hand.{' '}
          <strong className="font-medium text-ink">They are shown only now.</strong> Keep them where you keep passwords,
          not on the phone.
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
        <CopyButton value={codes.join('\n')} label="Copy codes" onCopied={() => setTaken(true)} autoFocus />
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
          look="primary"
          onClick={onOk}
          disabled={!taken && !saved}
          title={taken || saved ? undefined : 'Copy them, download them, or tick “I have saved them” first.'}
        >
          Ok
        </Button>
      </div>
    </DoneDialog>
  );
}
