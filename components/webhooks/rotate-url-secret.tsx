'use client';

import { RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { RotateUrlSecretDialogProps } from './rotate-url-secret-dialog';

const RotateUrlSecretDialog = dynamic(() =>
  import('./rotate-url-secret-dialog').then((module) => module.RotateUrlSecretDialog),
);

/** Opens the rotation of a webhook secret. */
export function RotateUrlSecret(props: Omit<RotateUrlSecretDialogProps, 'onClose'>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        <RotateCw aria-hidden strokeWidth={1.75} /> Rotate…
      </Button>
      {open && <RotateUrlSecretDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
