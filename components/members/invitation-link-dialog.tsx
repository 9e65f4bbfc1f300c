'use client';

import { CircleCheck } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogActions, DialogContent } from '@/components/ui/dialog';
import { INVITATION_DAYS } from '@/lib/accounts/invitations/rules';
import type { InvitationLink } from './member-actions';

/** Shows the link, once. Nothing but "Done" closes it, so that a slip of the hand does not lose it. */
export function InvitationLinkDialog({ link, onClose }: { link: InvitationLink; onClose: () => void }) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open>
      <DialogContent
        title={
          <>
            <CircleCheck aria-hidden className="mb-3 size-5 text-good" strokeWidth={1.75} />
            Invitation link created
          </>
        }
        description={
          <>
            Pass it on to <span className="break-words text-ink">{link.email}</span> yourself. It works once and is
            valid for {INVITATION_DAYS} days.{' '}
            <strong className="font-medium text-ink">The link is shown only now.</strong> Lost means inviting again.
          </>
        }
        onEscapeKeyDown={stay}
        onPointerDownOutside={stay}
        onInteractOutside={stay}
      >
        <div className="mt-4 flex items-center gap-3 rounded-card border bg-well px-3 py-2.5">
          <div className="min-w-0 flex-1">
            <p className="text-small text-soft">One-time link</p>
            <p className="mt-0.5 font-mono text-code break-all" data-testid="invitation-link">
              {link.url}
            </p>
          </div>
          <CopyButton value={link.url} title="Copy the link" size="small" autoFocus className="bg-card" />
        </div>
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
