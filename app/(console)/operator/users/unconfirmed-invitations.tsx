'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { ROLE_NAMES } from '@/lib/access/actor';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import type { UnconfirmedInvitation } from '@/lib/accounts/invitations/queries';
import { confirmInvitationAction } from './actions';

const InvitationLinkDialog = dynamic(() =>
  import('@/components/invitations/invitation-dialogs').then((module) => module.InvitationLinkDialog),
);

type UnconfirmedInvitationsProps = { invitations: UnconfirmedInvitation[]; now: string };

/** Invitations of account administrators for addresses that no user has: only a link of the operator creates the user. */
export function UnconfirmedInvitations({ invitations, now }: UnconfirmedInvitationsProps) {
  const [confirming, setConfirming] = useState<UnconfirmedInvitation | null>(null);
  const [link, setLink] = useState<InvitationLink | null>(null);
  const { pending, run } = useCommand();

  function confirm(id: string) {
    run(
      'The address was not confirmed',
      () => confirmInvitationAction({ id }),
      (made) => {
        setConfirming(null);
        setLink(made);
      },
    );
  }

  return (
    <>
      {invitations.length > 0 && (
        <div className="mb-6">
          <SectionCard
            id="unconfirmed"
            title="Invitations to confirm"
            purpose="Administrators have invited these addresses, which have no user yet. Verify that an address belongs to the person, and send them the link yourself."
          >
            <ul className="-my-3 divide-y">
              {invitations.map((invitation) => (
                <li key={invitation.id} className="flex items-center justify-between gap-4 py-3">
                  <div className="min-w-0">
                    <p className="truncate font-medium" title={invitation.email}>
                      {invitation.email}
                    </p>
                    <p className="mt-0.5 text-small wrap-anywhere text-soft">
                      {ROLE_NAMES[invitation.role]} of {invitation.accountName} · invited by {invitation.invitedBy}{' '}
                      <Time at={invitation.createdAt.toISOString()} now={now} />
                    </p>
                  </div>
                  <Button
                    size="small"
                    aria-haspopup="dialog"
                    aria-label={`Confirm ${invitation.email}`}
                    onClick={() => setConfirming(invitation)}
                  >
                    Confirm…
                  </Button>
                </li>
              ))}
            </ul>
          </SectionCard>
        </div>
      )}
      <Confirm
        open={confirming !== null}
        onOpenChange={(open) => !open && setConfirming(null)}
        title="Confirm this address?"
        confirm="Create link"
        pending={pending}
        onConfirm={() => confirming && confirm(confirming.id)}
      >
        Everyone who has the link can become the user{' '}
        <strong className="font-medium break-words text-ink">{confirming?.email}</strong>: send it to that person only.
        The administrator’s link stops working.
      </Confirm>
      {link && <InvitationLinkDialog link={link} onClose={() => setLink(null)} />}
    </>
  );
}
