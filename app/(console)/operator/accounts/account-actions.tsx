'use client';

import { Plus, UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { verifyAccountAction } from './actions';

// Loaded when the first dialog opens, not with the list.
const CreditDialog = dynamic(() => import('./credit-dialog').then((module) => module.CreditDialog));
const InviteDialog = dynamic(() => import('./invite-dialog').then((module) => module.InviteDialog));
const NewAccountDialog = dynamic(() => import('./new-account-dialog').then((module) => module.NewAccountDialog));

type VerifyButtonProps = {
  id: string;
  name: string;
  /** Whether the account has a pending request. */
  requested: boolean;
};

/** Verifies an account without a request. */
export function VerifyButton({ id, name, requested }: VerifyButtonProps) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();

  function confirm() {
    run(
      `“${name}” was not verified`,
      () => verifyAccountAction({ id }),
      () => {
        setConfirming(false);
        toast.success('Verified', { description: `“${name}” can create API keys now.` });
      },
    );
  }

  return (
    <>
      <Button size="small" onClick={() => setConfirming(true)} aria-label={`Verify ${name}…`}>
        Verify…
      </Button>
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title="Verify this account?"
        confirm={pending ? 'Verifying…' : 'Verify account'}
        pending={pending}
        onConfirm={confirm}
      >
        Administrators of <strong className="font-medium break-words text-ink">{name}</strong> can create API keys
        immediately. {requested && 'Its pending request is approved as well. '}This cannot be undone here.
      </Confirm>
    </>
  );
}

type CreditButtonProps = { account: { id: string; name: string }; balance: string | null };

/** Opens the credit of an account. */
export function CreditButton({ account, balance }: CreditButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-label={`Credit of ${account.name}…`}
        onClick={() => setOpen(true)}
      >
        Credit…
      </Button>
      {open && <CreditDialog account={account} balance={balance} onClose={() => setOpen(false)} />}
    </>
  );
}

type InviteButtonProps = { account: { id: string; name: string } };

/** Invites an administrator to an account. */
export function InviteAdministratorButton({ account }: InviteButtonProps) {
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
      {open && <InviteDialog account={account} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Opens the form of a new account, then the invitation of its first administrator. */
export function NewAccountButton() {
  const [open, setOpen] = useState(false);
  const [invitedTo, setInvitedTo] = useState<{ id: string; name: string } | null>(null);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden strokeWidth={1.75} /> New account
      </Button>
      {open && <NewAccountDialog onInvite={setInvitedTo} onClose={() => setOpen(false)} />}
      {invitedTo && <InviteDialog account={invitedTo} onClose={() => setInvitedTo(null)} />}
    </>
  );
}
