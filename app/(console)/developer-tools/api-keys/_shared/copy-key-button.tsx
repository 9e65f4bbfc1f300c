'use client';

import { callAction, reportFailure } from '@/components/form/report-failure';
import { CopyButton } from '@/components/ui/copy-button';
import { copyKeyAction } from '../actions';

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
      look="quiet"
      size="icon"
      className="-my-1 size-7"
    />
  );
}
