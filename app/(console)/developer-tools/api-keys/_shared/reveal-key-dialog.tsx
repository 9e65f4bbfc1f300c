'use client';

import { Download } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { CopyButton } from '@/components/ui/copy-button';
import { DoneDialog } from '@/components/ui/dialog';
import { saveFile } from '@/components/ui/save-file';
import type { Revealed } from '@/lib/keys/new-secret';
import { credentialFileName, credentialText } from './credential-file';

type RevealKeyDialogProps = {
  revealed: Revealed;
  /** Whether the key can be copied from the list later. */
  copyable?: boolean;
  /** The title if the key was not created, but rotated. */
  title?: string;
  onOk: () => void;
};

/**
 * Shows a new credential. Only "Ok" closes it, and "Ok" is disabled until the value is copied, downloaded or confirmed as
 * saved, so that it cannot be lost by accident.
 */
export function RevealKeyDialog({ revealed, copyable = false, title, onOk }: RevealKeyDialogProps) {
  const [exported, setExported] = useState(false);
  const [saved, setSaved] = useState(false);
  const savedId = useId();
  const markExported = () => setExported(true);
  const heading = title ?? (revealed.type === 'auth' ? 'API key created' : 'API credentials created');
  return (
    <DoneDialog title={heading} description={<Warning revealed={revealed} copyable={copyable} />}>
      <div className="mt-4 space-y-2">
        {revealed.type === 'auth' ? (
          <Value label="API auth key" value={revealed.key} testId="revealed-key" onCopied={markExported} autoFocus />
        ) : (
          <>
            <Value label="API key" value={revealed.keyId} testId="revealed-key-id" />
            <Value label="API secret" value={revealed.secret} testId="revealed-key" onCopied={markExported} autoFocus />
          </>
        )}
      </div>
      <label htmlFor={savedId} className="mt-4 flex w-fit cursor-pointer items-center gap-2.5 text-soft">
        <Checkbox id={savedId} checked={saved} onChange={(event) => setSaved(event.target.checked)} />I have saved it
      </label>
      <div className="mt-5 flex items-center justify-between gap-2">
        <Button
          onClick={() => {
            download(revealed);
            markExported();
          }}
        >
          <Download aria-hidden strokeWidth={1.75} />
          Download
        </Button>
        <Button
          variant="primary"
          onClick={onOk}
          disabled={!exported && !saved}
          title={exported || saved ? undefined : 'Copy it, download it, or tick “I have saved it” first.'}
        >
          Ok
        </Button>
      </div>
    </DoneDialog>
  );
}

function Warning({ revealed, copyable }: { revealed: Revealed; copyable: boolean }) {
  const name = <span className="break-words">“{revealed.name}”</span>;
  const strong = (text: string): ReactNode => <strong className="font-medium text-ink">{text}</strong>;
  if (revealed.type !== 'auth') {
    const how = revealed.type === 'hmac' ? 'signs its requests with these.' : 'signs in with these.';
    return (
      <>
        {name} {how} {strong('The secret is shown only now.')} If it is lost, create a new pair.
      </>
    );
  }
  return (
    <>
      {name} sends with it.{' '}
      {copyable
        ? strong('Everyone who has this key can send SMS in your name: keep it secret.')
        : strong('The key is shown only now.')}
      {!copyable && ' If it is lost, create a new key.'}
    </>
  );
}

type ValueProps = { label: string; value: string; testId: string; autoFocus?: boolean; onCopied?: () => void };

function Value({ label, value, testId, autoFocus, onCopied }: ValueProps) {
  return (
    <div className="flex items-center gap-3 rounded-card border bg-well px-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="text-small text-soft">{label}</p>
        <p className="mt-0.5 font-mono text-[15px] leading-6 break-all" data-testid={testId}>
          {value}
        </p>
      </div>
      <CopyButton
        value={value}
        title={`Copy the ${label}`}
        size="small"
        autoFocus={autoFocus}
        onCopied={onCopied}
        className="bg-card"
      />
    </div>
  );
}

function download(revealed: Revealed): void {
  saveFile(credentialFileName(revealed.name), credentialText(revealed, window.location.origin));
}
