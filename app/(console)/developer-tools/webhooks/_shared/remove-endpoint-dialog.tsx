'use client';

import { useRouter } from 'next/navigation';
import { useCommand } from '@/components/form/call-action';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/base/routes';
import { removeEndpointAction } from '../actions';

type RemoveEndpointDialogProps = { id: string; name: string; onClose: () => void };

/** Confirms the removal, then goes to the list. */
export function RemoveEndpointDialog({ id, name, onClose }: RemoveEndpointDialogProps) {
  const router = useRouter();
  const { pending, run } = useCommand();

  function remove() {
    run(
      `“${name}” was not removed`,
      () => removeEndpointAction({ id }),
      () => {
        onClose();
        router.push(routes.webhooks());
        router.refresh();
        toast.success('Removed', { description: `No more reports are sent to “${name}”.` });
      },
    );
  }

  return (
    <ConfirmDialog
      onOpenChange={onClose}
      title="Remove this endpoint?"
      confirm="Remove endpoint"
      danger
      pending={pending}
      onConfirm={remove}
    >
      No more reports are sent to <strong className="font-medium break-words text-ink">{name}</strong>, and its secret
      is deleted. This cannot be undone. Its deliveries stay in the log. To stop it for a while, disable it instead.
    </ConfirmDialog>
  );
}
