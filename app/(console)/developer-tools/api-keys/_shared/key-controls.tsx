'use client';

import { useOptimistic, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { copyKeyAction, setKeyEnabledAction } from '../actions';

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

/** Copies the key. It is fetched on the click; the page does not contain it. */
export function CopyKeyButton({ id, name }: { id: string; name: string }) {
  async function fetchKey(): Promise<string | null> {
    const result = await callAction(() => copyKeyAction({ id }));
    if (result.ok) return result.data;
    reportFailure('Not copied', result.error);
    return null;
  }
  return (
    <CopyButton
      value={fetchKey}
      label={`Copy the key of ${name}`}
      iconOnly
      variant="quiet"
      size="icon"
      className="-my-1 size-7"
    />
  );
}
