'use client';

import { useState } from 'react';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { EmailField, InvitationLinkDialog } from '@/components/invitations/invitation-dialogs';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import { inviteAdministratorAction } from './actions';

type InviteDialogProps = { account: { id: string; name: string }; onClose: () => void };

/** Asks for the address of the administrator, then shows the link of the invitation. */
export function InviteDialog({ onClose, ...rest }: InviteDialogProps) {
  const [link, setLink] = useState<InvitationLink | null>(null);
  if (link) return <InvitationLinkDialog link={link} onClose={onClose} />;
  return <InviteForm {...rest} onInvited={setLink} onClose={onClose} />;
}

type InviteFormProps = InviteDialogProps & { onInvited: (link: InvitationLink) => void };

function InviteForm({ account: { id, name }, onInvited, onClose }: InviteFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/invitations/schema')).inviteAdministratorSchema,
    action: inviteAdministratorAction,
    defaultValues: { accountId: id, email: '' },
    onDone: onInvited,
  });
  return (
    <FormDialog
      title="Invite administrator"
      description={
        <>
          Administrators manage <strong className="font-medium break-words text-ink">{name}</strong>: its keys and its
          members. You get a link to send yourself: Postern sends no e-mail.
        </>
      }
      form={form}
      labels={{ submit: 'Create invitation link', submitting: 'Creating…' }}
      onClose={onClose}
    >
      <EmailField error={form.formState.errors.email?.message} {...form.register('email')} />
    </FormDialog>
  );
}
