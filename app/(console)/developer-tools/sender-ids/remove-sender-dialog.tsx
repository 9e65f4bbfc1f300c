'use client';

import { useCommand } from '@/components/form/call-action';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import type { SenderState } from '@/lib/senders/schema';
import { removeSenderIdAction } from './actions';
import type { SenderMenuProps } from './sender-menu';
import { isInUse, SenderUsage } from './sender-usage';

const CONSEQUENCES: Record<SenderState, string> = {
  approved: 'is removed: requests with this sender are refused immediately.',
  pending: 'is withdrawn from the operator.',
  rejected: 'and the reason of its rejection are removed from this list.',
};

type RemoveSenderDialogProps = {
  sender: SenderMenuProps['sender'];
  onClose: () => void;
};

export function RemoveSenderDialog({ sender, onClose }: RemoveSenderDialogProps) {
  const { pending, run } = useCommand();
  const { id, value, state } = sender;
  if (isInUse(sender)) return <InUse sender={sender} onClose={onClose} />;

  function confirm() {
    run(
      `“${value}” was not removed`,
      () => removeSenderIdAction({ id }),
      () => {
        onClose();
        toast.success('Removed', { description: `“${value}” is no longer a sender ID of this account.` });
      },
    );
  }

  return (
    <ConfirmDialog
      onOpenChange={(open) => !open && onClose()}
      title="Remove this sender ID?"
      confirm={pending ? 'Removing…' : 'Remove sender ID'}
      danger
      pending={pending}
      onConfirm={confirm}
    >
      <strong className="font-medium break-words text-ink">{value}</strong> {CONSEQUENCES[state]} You can request it
      again.
    </ConfirmDialog>
  );
}

/** Shown instead of the confirmation: removing a default sender would stop the messages of its keys. The server refuses it too. */
function InUse({ sender, onClose }: Pick<RemoveSenderDialogProps, 'sender' | 'onClose'>) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="This sender ID is in use"
        description={
          <>
            <strong className="font-medium break-words text-ink">{sender.value}</strong> is the default sender of{' '}
            <SenderUsage sender={sender} />. Choose another default there, then remove it.
          </>
        }
      >
        <DialogActions>
          <DialogClose asChild>
            <Button variant="primary">Ok</Button>
          </DialogClose>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
