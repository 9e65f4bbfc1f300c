'use client';

import { useOptimistic, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { cn } from '@/components/ui/cn';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import type { KeyActions } from './key-actions';

type KeyStatusSwitchProps = {
  id: string;
  name: string;
  enabled: boolean;
  /** Whether the key is on but past its time. */
  expired?: boolean;
  /** Null for those who may only look. */
  setEnabled: KeyActions['setEnabled'] | null;
};

/** Acts at once, offers to undo, and goes back with the reason when the server refuses. */
export function KeyStatusSwitch({ id, name, enabled, expired = false, setEnabled }: KeyStatusSwitchProps) {
  const [shown, setShown] = useOptimistic(enabled);
  const [, startTransition] = useTransition();

  function change(next: boolean, undoing: boolean) {
    if (!setEnabled) return;
    startTransition(async () => {
      setShown(next);
      const result = await callAction(() => setEnabled({ id, enabled: next }));
      if (!result.ok) reportFailure(`“${name}” was not ${next ? 'enabled' : 'disabled'}`, result.error);
      else announceSwitch(name, next, undoing ? undefined : () => change(!next, true));
    });
  }

  return (
    <span className="flex items-center gap-2">
      <Switch
        checked={shown}
        onCheckedChange={(next) => change(next, false)}
        disabled={!setEnabled}
        aria-label={`${name}: enabled`}
      />
      <span aria-hidden className={cn('w-15 @max-[559px]:sr-only', shown && expired ? 'text-bad' : 'text-soft')}>
        {shown ? (expired ? 'Expired' : 'Enabled') : 'Disabled'}
      </span>
    </span>
  );
}

/** The toast after a switch, with the way back. */
export function announceSwitch(name: string, enabled: boolean, undo?: () => void): void {
  toast.success(enabled ? 'Enabled' : 'Disabled', {
    description: enabled ? `“${name}” can send again.` : `“${name}” is refused from now on.`,
    ...(undo && { action: { label: 'Undo', onClick: undo } }),
  });
}
