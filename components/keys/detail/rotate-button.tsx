'use client';

import { RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { RevealKeyDialog } from '@/components/keys/reveal-key-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import type { Revealed } from '@/lib/keys/revealed';
import type { KeyPageActions } from './key-page-actions';

const RotateDialog = dynamic(() => import('./rotate-dialog').then((module) => module.RotateDialog));

type RotateButtonProps = { detail: KeyDetail; rotate: KeyPageActions['rotate'] };

/** Asks how long the old secret stays valid, then shows the new one, once. */
export function RotateButton({ detail, rotate }: RotateButtonProps) {
  const [asking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<Revealed | null>(null);

  function close() {
    setRevealed(null);
    toast.success('Rotated', { description: `“${detail.name}” has a new secret.` });
  }

  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <RotateCw aria-hidden strokeWidth={1.75} /> Rotate
      </Button>
      {asking && (
        <RotateDialog
          detail={detail}
          rotate={rotate}
          onClose={() => setAsking(false)}
          onRotated={(key) => {
            setAsking(false);
            setRevealed(key);
          }}
        />
      )}
      {revealed && <RevealKeyDialog revealed={revealed} onOk={close} />}
    </>
  );
}
