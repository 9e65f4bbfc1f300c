'use client';

import type { ComponentProps } from 'react';
import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';
import { OneTimeLinkDialog } from '@/components/ui/one-time-link-dialog';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import { INVITATION_DAYS } from '@/lib/accounts/invitations/rules';

/** Shows the link of a new invitation once. */
export function InvitationLinkDialog({ link, onClose }: { link: InvitationLink; onClose: () => void }) {
  return (
    <OneTimeLinkDialog title="Invitation link created" url={link.url} onClose={onClose}>
      Send it to <span className="break-words text-ink">{link.email}</span> yourself. It works once and is valid for{' '}
      {INVITATION_DAYS} days. <strong className="font-medium text-ink">The link is shown only now.</strong> If it is
      lost, invite again.
    </OneTimeLinkDialog>
  );
}

/** The e-mail address of the invited user, the first field of the invitation forms. */
export function EmailField({ error, ...input }: { error: string | undefined } & ComponentProps<'input'>) {
  return (
    <Field label="E-mail address" {...(error && { error })}>
      {(control) => (
        <Input {...control} {...input} type="email" autoComplete="off" placeholder="name@example.com" autoFocus />
      )}
    </Field>
  );
}
