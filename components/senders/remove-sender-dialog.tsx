'use client';

import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { useCommand } from '@/components/form/use-command';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import type { SenderState } from '@/lib/senders/schema';
import type { SenderActions } from './sender-actions';
import type { SenderMenuProps } from './sender-menu';
import { isInUse, SenderUsers } from './sender-users';

const LOSS: Record<SenderState, string> = {
  approved: 'is no sender any more: requests that name it are refused at once.',
  pending: 'is taken off the operator’s list.',
  rejected: 'and the reason why it was rejected go from this list.',
};

type RemoveSenderDialogProps = {
  sender: SenderMenuProps['sender'];
  remove: SenderActions['remove'];
  onClose: () => void;
};

export function RemoveSenderDialog({ sender, remove, onClose }: RemoveSenderDialogProps) {
  const { pending, run } = useCommand();
  const { id, value, state } = sender;
  if (isInUse(sender)) return <InUse sender={sender} onClose={onClose} />;

  function confirm() {
    run(
      `“${value}” was not removed`,
      () => remove({ id }),
      () => {
        onClose();
        toast.success('Removed', { description: `“${value}” is no sender ID of this account any more.` });
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
      <strong className="font-medium break-words text-ink">{value}</strong> {LOSS[state]} You can request it again.
    </ConfirmDialog>
  );
}

/** The command refuses it too: whoever tidies up does not mean to stop a key's messages. */
function InUse({ sender, onClose }: Pick<RemoveSenderDialogProps, 'sender' | 'onClose'>) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="This sender ID is in use"
        description={
          <>
            <strong className="font-medium break-words text-ink">{sender.value}</strong> is the default sender of{' '}
            <SenderUsers sender={sender} />. Choose another default there, then remove it.
          </>
        }
      >
        <DialogActions>
          <DialogClose asChild>
            <Button look="primary">Ok</Button>
          </DialogClose>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
