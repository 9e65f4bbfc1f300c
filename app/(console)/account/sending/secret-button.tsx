'use client';

import { callAction, reportFailure } from '@/components/form/call-action';
import { CopyButton } from '@/components/ui/copy-button';
import { copyAccountWebhookSecretAction } from './actions';

/** Copies the secret that signs received messages. */
export function SecretButton() {
  async function fetchSecret(): Promise<string | null> {
    const result = await callAction(() => copyAccountWebhookSecretAction({}));
    if (result.ok) return result.data;
    reportFailure('Not copied', result.error);
    return null;
  }
  return <CopyButton value={fetchSecret} label="Copy webhook secret" size="small" />;
}
