'use client';

import { RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import type { KeyPageActions } from './key-page-actions';

const RotateFlow = dynamic(() => import('./rotate-flow').then((module) => module.RotateFlow));

type RotateButtonProps = { detail: KeyDetail; rotate: KeyPageActions['rotate'] };

export function RotateButton({ detail, rotate }: RotateButtonProps) {
  const [rotating, setRotating] = useState(false);
  return (
    <>
      <Button onClick={() => setRotating(true)}>
        <RotateCw aria-hidden strokeWidth={1.75} /> Rotate
      </Button>
      {rotating && <RotateFlow detail={detail} rotate={rotate} onClose={() => setRotating(false)} />}
    </>
  );
}
