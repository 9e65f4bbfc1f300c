'use client';

import { useState } from 'react';
import { RevealKeyDialog } from '@/components/keys/reveal-key-dialog';
import { toast } from '@/components/ui/toast';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import type { Revealed } from '@/lib/keys/revealed';
import type { KeyPageActions } from './key-page-actions';
import { RotateDialog } from './rotate-dialog';

type RotateFlowProps = { detail: KeyDetail; rotate: KeyPageActions['rotate']; onClose: () => void };

/** Asks how long the old secret stays valid, then shows the new one, once. Fetched whole before anything is rotated. */
export function RotateFlow({ detail, rotate, onClose }: RotateFlowProps) {
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  if (!revealed) return <RotateDialog detail={detail} rotate={rotate} onClose={onClose} onRotated={setRevealed} />;

  function close() {
    onClose();
    toast.success('Rotated', { description: `“${detail.name}” has a new secret.` });
  }

  return (
    <RevealKeyDialog
      revealed={revealed}
      title={detail.type === 'auth' ? 'Key rotated' : 'Secret rotated'}
      copyable={detail.type === 'auth' && detail.copyable}
      onOk={close}
    />
  );
}
