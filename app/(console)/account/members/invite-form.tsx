'use client';

import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { EmailField } from '@/components/invitations/invitation-dialogs';
import { Select } from '@/components/ui/input';
import { ROLE_NAMES, ROLES, type Role } from '@/lib/access/actor';
import type { InvitationLink } from '@/lib/accounts/invitations/link';
import { inviteMemberAction } from './actions';

type InviteFormProps = {
  onInvited: (link: InvitationLink) => void;
  onClose: () => void;
};

const LABELS = { submit: 'Create invitation link', submitting: 'Creating…' };

export function InviteForm({ onInvited, onClose }: InviteFormProps) {
  const form = useActionForm({
    loadSchema: async () => (await import('@/lib/accounts/invitations/schema')).inviteSchema,
    action: inviteMemberAction,
    defaultValues: { email: '', role: 'basic' as Role },
    onDone: onInvited,
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      title="Invite member"
      description="You get a link to send yourself: Postern sends no e-mail. The address of a new user must be confirmed by the operator of this installation, who then sends a new link."
      form={form}
      labels={LABELS}
      onClose={onClose}
    >
      <EmailField error={errors.email?.message} {...form.register('email')} />
      <Field
        label="Role"
        hint="Administrators manage keys and members. Advanced and Basic users see and copy keys."
        error={errors.role?.message}
      >
        {(control) => (
          <Select {...control} {...form.register('role')} className="w-full">
            {[...ROLES].reverse().map((role) => (
              <option key={role} value={role}>
                {ROLE_NAMES[role]}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FormDialog>
  );
}
