'use client';

import { OneTimeLinkDialog } from '@/components/ui/one-time-link-dialog';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import { INVITATION_DAYS } from '@/lib/accounts/invitations/rules';

/** Shows the link that opens a new invitation. */
export function InvitationLinkDialog({ link, onClose }: { link: InvitationLink; onClose: () => void }) {
  return (
    <OneTimeLinkDialog title="Invitation link created" url={link.url} onClose={onClose}>
      Pass it on to <span className="break-words text-ink">{link.email}</span> yourself. It works once and is valid for{' '}
      {INVITATION_DAYS} days. <strong className="font-medium text-ink">The link is shown only now.</strong> Lost means
      inviting again.
    </OneTimeLinkDialog>
  );
}
