'use client';

import { callAction, reportFailure } from '@/components/form/report-failure';
import { CopyButton } from '@/components/ui/copy-button';
import type { KeyActions } from './key-actions';

/** Copies the whole key, which only now leaves the server. */
export function CopyKeyButton({ id, name, copy }: { id: string; name: string; copy: KeyActions['copy'] }) {
  async function fetchKey(): Promise<string | null> {
    const result = await callAction(() => copy({ id }));
    if (result.ok) return result.data;
    reportFailure('Not copied', result.error);
    return null;
  }
  return (
    <CopyButton
      value={fetchKey}
      label={`Copy the key of ${name}`}
      iconOnly
      look="quiet"
      size="icon"
      className="-my-1 size-7"
    />
  );
}
