'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { AddRouteDialogProps } from './add-route-dialog';

const AddRouteDialog = dynamic(() => import('./add-route-dialog').then((module) => module.AddRouteDialog));

/** Opens the dialog of a new route. */
export function AddRouteButton(choices: Omit<AddRouteDialogProps, 'onClose'>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden strokeWidth={1.75} /> Add route
      </Button>
      {open && <AddRouteDialog {...choices} onClose={() => setOpen(false)} />}
    </>
  );
}
