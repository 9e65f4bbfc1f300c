'use client';

import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Button } from '@/components/ui/button';
import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { toast } from '@/components/ui/toast';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import { revokeInvitationAction } from './actions';
import type { MemberMenuProps } from './member-menu';

// Loaded when the menu or a dialog opens, not with the page.
const InviteForm = dynamic(() => import('./invite-form').then((module) => module.InviteForm));
const InvitationLinkDialog = dynamic(() =>
  import('@/components/invitations/invitation-dialogs').then((module) => module.InvitationLinkDialog),
);
const Menu = onDemand<MemberMenuProps>('menu', async () => (await import('./member-menu')).MemberMenu);

/** Opens the invitation form, then shows the link. */
export function InviteMember() {
  const [formOpen, setFormOpen] = useState(false);
  const [link, setLink] = useState<InvitationLink | null>(null);
  return (
    <>
      <Button variant="primary" aria-haspopup="dialog" onClick={() => setFormOpen(true)}>
        <UserPlus aria-hidden strokeWidth={1.75} />
        Invite member
      </Button>
      {formOpen && (
        <InviteForm
          onClose={() => setFormOpen(false)}
          onInvited={(created) => {
            setFormOpen(false);
            setLink(created);
          }}
        />
      )}
      {link && <InvitationLinkDialog link={link} onClose={() => setLink(null)} />}
    </>
  );
}

/** The actions on one member. Only administrators and the member have any. */
export function MemberRowMenu({ member: { userId, username, role }, ...rest }: MemberMenuProps) {
  if (!rest.own && !rest.manages) return null;
  // A row contains more fields than the menu needs.
  return <Menu member={{ userId, username, role }} {...rest} trigger={<RowMenuButton name={username} />} />;
}

/** Revokes an invitation after a confirmation. */
export function RevokeButton({ id, email }: { id: string; email: string }) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();
  const confirm = () =>
    run(
      'The invitation was not revoked',
      () => revokeInvitationAction({ id }),
      () => toast.success('Revoked', { description: `The link for ${email} no longer works.` }),
    );
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => setConfirming(true)}
      >
        Revoke
      </Button>
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title="Revoke this invitation?"
        confirm="Revoke invitation"
        danger
        pending={pending}
        onConfirm={confirm}
      >
        The link that was sent to <strong className="font-medium break-words text-ink">{email}</strong> no longer works.
      </Confirm>
    </>
  );
}
