'use client';

import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import type { InviteAdministratorInput } from '@/lib/accounts/invitations/schema';
import type { ActionResult } from '@/lib/actions/result';

// Fetched when the first opens, not with the list.
const InviteFlow = dynamic(() => import('./invite-flow').then((module) => module.InviteFlow));

export type InviteAdministrator = (input: InviteAdministratorInput) => Promise<ActionResult<InvitationLink>>;

type InviteButtonProps = { account: { id: string; name: string }; invite: InviteAdministrator };

/** Invites an administrator of an account: its first one, or one more when nobody there can. */
export function InviteAdministratorButton({ account, invite }: InviteButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-label={`Invite administrator of ${account.name}…`}
        title="Invite administrator…"
        onClick={() => setOpen(true)}
      >
        <UserPlus aria-hidden strokeWidth={1.75} />
        <span className="sm:max-xl:hidden">Invite administrator…</span>
      </Button>
      {open && <InviteFlow account={account} invite={invite} onClose={() => setOpen(false)} />}
    </>
  );
}
