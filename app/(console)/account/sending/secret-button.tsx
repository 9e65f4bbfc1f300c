'use client';

import { callAction, reportFailure } from '@/components/form/call-action';
import { CopyButton } from '@/components/ui/copy-button';
import { RotateUrlSecret } from '@/components/webhooks/rotate-url-secret';
import { copyAccountWebhookSecretAction, rotateAccountWebhookSecretAction } from './actions';

/** Copies and rotates the secret that signs received messages. */
export function SecretButton({ accountName }: { accountName: string }) {
  async function fetchSecret(): Promise<string | null> {
    const result = await callAction(() => copyAccountWebhookSecretAction({}));
    if (result.ok) return result.data;
    reportFailure('Not copied', result.error);
    return null;
  }
  return (
    <span className="flex flex-wrap gap-2">
      <CopyButton value={fetchSecret} label="Copy webhook secret" size="small" />
      <RotateUrlSecret
        name={accountName}
        isRotating={false}
        rotate={(overlapS) => rotateAccountWebhookSecretAction({ overlapS })}
      />
    </span>
  );
}
