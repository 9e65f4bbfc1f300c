'use client';

import { useOptimistic, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { enableEndpointAction } from '../actions';

type EndpointSwitchProps = { id: string; name: string; enabled: boolean };

/** Enables or disables an endpoint immediately and offers an undo. */
export function EndpointSwitch({ id, name, enabled }: EndpointSwitchProps) {
  const [shown, setShown] = useOptimistic(enabled);
  const [, startTransition] = useTransition();

  function change(next: boolean, undoing: boolean) {
    startTransition(async () => {
      setShown(next);
      const result = await callAction(() => enableEndpointAction({ id, enabled: next }));
      if (!result.ok) {
        reportFailure(`“${name}” was not ${next ? 'enabled' : 'disabled'}`, result.error);
        return;
      }
      toast.success(next ? 'Enabled' : 'Disabled', {
        description: next
          ? `Reports are sent to “${name}” from now on.`
          : `No reports are queued for “${name}” from now on.`,
        ...(!undoing && { action: { label: 'Undo', onClick: () => change(!next, true) } }),
      });
    });
  }

  return (
    <span className="flex items-center gap-2">
      <Switch checked={shown} onCheckedChange={(next) => change(next, false)} aria-label={`${name}: enabled`} />
      <span aria-hidden className="w-15 text-soft">
        {shown ? 'Enabled' : 'Disabled'}
      </span>
    </span>
  );
}
