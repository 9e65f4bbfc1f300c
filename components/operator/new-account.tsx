'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { NewAccountInput } from '@/lib/accounts/directory/schema';
import type { ActionResult } from '@/lib/actions/result';

const NewAccountDialog = dynamic(() => import('./new-account-dialog').then((module) => module.NewAccountDialog));

export type CreateAccount = (input: NewAccountInput) => Promise<ActionResult<{ id: string; name: string }>>;

export function NewAccountButton({ create }: { create: CreateAccount }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden strokeWidth={1.75} /> New account
      </Button>
      {open && <NewAccountDialog create={create} onClose={() => setOpen(false)} />}
    </>
  );
}
