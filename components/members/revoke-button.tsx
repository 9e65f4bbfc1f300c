'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { MemberActions } from './member-actions';

type RevokeButtonProps = { id: string; email: string; revoke: MemberActions['revoke'] };

export function RevokeButton({ id, email, revoke }: RevokeButtonProps) {
  const [asking, setAsking] = useState(false);
  const { pending, run } = useCommand();
  const confirm = () =>
    run(
      'The invitation was not revoked',
      () => revoke({ id }),
      () => toast.success('Revoked', { description: `The link for ${email} opens nothing any more.` }),
    );
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      {asking && (
        <ConfirmDialog
          onOpenChange={setAsking}
          title="Revoke this invitation?"
          confirm="Revoke invitation"
          danger
          pending={pending}
          onConfirm={confirm}
        >
          The link that was passed on to <strong className="font-medium break-words text-ink">{email}</strong> opens
          nothing from now on.
        </ConfirmDialog>
      )}
    </>
  );
}
