'use client';

import { useOptimistic, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { cn } from '@/components/ui/cn';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { setKeyEnabledAction } from '../actions';

type KeyStatusSwitchProps = {
  id: string;
  name: string;
  enabled: boolean;
  /** Whether the key is enabled but expired. */
  expired?: boolean;
  /** Whether the user may only read. */
  disabled: boolean;
};

/** Switches immediately and offers an undo. If the server refuses, it switches back and shows the reason. */
export function KeyStatusSwitch({ id, name, enabled, expired = false, disabled }: KeyStatusSwitchProps) {
  const [shown, setShown] = useOptimistic(enabled);
  const [, startTransition] = useTransition();

  function change(next: boolean, undoing: boolean) {
    startTransition(async () => {
      setShown(next);
      const result = await callAction(() => setKeyEnabledAction({ id, enabled: next }));
      if (!result.ok) reportFailure(`“${name}” was not ${next ? 'enabled' : 'disabled'}`, result.error);
      else announceSwitch(name, next, undoing ? undefined : () => change(!next, true));
    });
  }

  return (
    <span className="flex items-center gap-2">
      <Switch
        checked={shown}
        onCheckedChange={(next) => change(next, false)}
        disabled={disabled}
        aria-label={`${name}: enabled`}
      />
      <span aria-hidden className={cn('w-15 @max-[559px]:sr-only', shown && expired ? 'text-bad' : 'text-soft')}>
        {shown ? (expired ? 'Expired' : 'Enabled') : 'Disabled'}
      </span>
    </span>
  );
}

/** Shows the toast after a switch, with the undo. */
export function announceSwitch(name: string, enabled: boolean, undo?: () => void): void {
  toast.success(enabled ? 'Enabled' : 'Disabled', {
    description: enabled ? `“${name}” can send again.` : `“${name}” is refused from now on.`,
    ...(undo && { action: { label: 'Undo', onClick: undo } }),
  });
}
