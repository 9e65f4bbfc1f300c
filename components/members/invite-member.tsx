'use client';

import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import type { MemberActions } from './member-actions';

// The modals' machinery is loaded when one opens, not with the page.
const InviteForm = dynamic(() => import('./invite-form').then((module) => module.InviteForm));
const InvitationLinkDialog = dynamic(() =>
  import('./invitation-link-dialog').then((module) => module.InvitationLinkDialog),
);

/** "Invite member", the form behind it, and the link that comes of it. */
export function InviteMember({ invite }: { invite: MemberActions['invite'] }) {
  const [formOpen, setFormOpen] = useState(false);
  const [link, setLink] = useState<InvitationLink | null>(null);
  return (
    <>
      <Button look="primary" aria-haspopup="dialog" onClick={() => setFormOpen(true)}>
        <UserPlus aria-hidden strokeWidth={1.75} />
        Invite member
      </Button>
      {formOpen && (
        <InviteForm
          invite={invite}
          onClose={() => setFormOpen(false)}
          onInvited={(made) => {
            setFormOpen(false);
            setLink(made);
          }}
        />
      )}
      {link && <InvitationLinkDialog link={link} onClose={() => setLink(null)} />}
    </>
  );
}
