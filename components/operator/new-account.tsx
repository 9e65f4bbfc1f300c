'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { NewAccountInput } from '@/lib/accounts/directory/schema';
import type { ActionResult } from '@/lib/actions/result';
import type { InviteAdministrator } from './invite-administrator';

const InviteFlow = dynamic(() => import('./invite-flow').then((module) => module.InviteFlow));
const NewAccountDialog = dynamic(() => import('./new-account-dialog').then((module) => module.NewAccountDialog));

export type CreateAccount = (input: NewAccountInput) => Promise<ActionResult<{ id: string; name: string }>>;

type NewAccountButtonProps = { create: CreateAccount; invite: InviteAdministrator };

/** "New account", the form behind it, and the way on to its first administrator. */
export function NewAccountButton({ create, invite }: NewAccountButtonProps) {
  const [open, setOpen] = useState(false);
  const [invitedTo, setInvitedTo] = useState<{ id: string; name: string } | null>(null);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden strokeWidth={1.75} /> New account
      </Button>
      {open && <NewAccountDialog create={create} onInvite={setInvitedTo} onClose={() => setOpen(false)} />}
      {invitedTo && <InviteFlow account={invitedTo} invite={invite} onClose={() => setInvitedTo(null)} />}
    </>
  );
}
