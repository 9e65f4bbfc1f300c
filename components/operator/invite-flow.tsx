'use client';

import { useState } from 'react';
import { AddressField } from '@/components/form/address-field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { InvitationLinkDialog } from '@/components/members/invitation-link-dialog';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import type { InviteAdministrator } from './invite-administrator';

type InviteFlowProps = { account: { id: string; name: string }; invite: InviteAdministrator; onClose: () => void };

/** Asks for the address of an account's administrator, then shows the link that comes of it. */
export function InviteFlow({ onClose, ...rest }: InviteFlowProps) {
  const [link, setLink] = useState<InvitationLink | null>(null);
  if (link) return <InvitationLinkDialog link={link} onClose={onClose} />;
  return <InviteForm {...rest} onInvited={setLink} onClose={onClose} />;
}

type InviteFormProps = InviteFlowProps & { onInvited: (link: InvitationLink) => void };

function InviteForm({ account: { id, name }, invite, onInvited, onClose }: InviteFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/invitations/schema')).inviteAdministratorSchema,
    action: invite,
    defaultValues: { accountId: id, email: '' },
    onDone: onInvited,
  });
  return (
    <FormDialog
      title="Invite administrator"
      description={
        <>
          They run <strong className="font-medium break-words text-ink">{name}</strong>: its keys and its members. You
          get a link and pass it on yourself: Postern sends no mail.
        </>
      }
      form={form}
      labels={{ submit: 'Create invitation link', submitting: 'Creating…' }}
      onClose={onClose}
    >
      <AddressField error={form.formState.errors.email?.message} {...form.register('email')} />
    </FormDialog>
  );
}
