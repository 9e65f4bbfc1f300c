'use client';

import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Callout } from '@/components/layout/notice';
import { toast } from '@/components/ui/toast';
import { DEFAULT_OVERLAP_H, OverlapChoice } from '@/components/webhooks/overlap-choice';
import { RevealSecretDialog } from '@/components/webhooks/reveal-secret-dialog';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';
import type { RevealedEndpoint } from '../_shared/revealed-endpoint';
import { rotateEndpointAction } from '../actions';

type RotateSecretDialogProps = { endpoint: EndpointView; onClose: () => void };

/** Rotates the secret, then shows the new one. */
export function RotateSecretDialog({ endpoint, onClose }: RotateSecretDialogProps) {
  const [revealed, setRevealed] = useState<RevealedEndpoint | null>(null);
  if (!revealed) return <OverlapForm endpoint={endpoint} onClose={onClose} onRotated={setRevealed} />;
  return (
    <RevealSecretDialog
      revealed={revealed}
      title="Secret rotated"
      onOk={() => {
        onClose();
        toast.success('Rotated', { description: `“${endpoint.name}” has a new secret.` });
      }}
    />
  );
}

type OverlapFormProps = RotateSecretDialogProps & { onRotated: (revealed: RevealedEndpoint) => void };

function OverlapForm({ endpoint, onClose, onRotated }: OverlapFormProps) {
  const { id, signature, previousValidUntil } = endpoint;
  const form = useActionForm({
    loadSchema: () => import('@/lib/webhooks/endpoints/schema').then((module) => module.rotateEndpointSecretSchema),
    action: rotateEndpointAction,
    defaultValues: { id, overlapHours: DEFAULT_OVERLAP_H, signature },
    onDone: onRotated,
  });
  const [overlapHours, scheme] = form.watch(['overlapHours', 'signature']);
  return (
    <FormDialog
      title="Rotate the secret"
      description="The endpoint gets a new secret. During the overlap each report has a signature of both, so no receiver has to stop."
      form={form}
      labels={{ submit: 'Rotate secret', submitting: 'Rotating…' }}
      onClose={onClose}
    >
      {previousValidUntil && (
        <Callout tone="wait">A rotation is in progress: its old secret stops signing immediately.</Callout>
      )}
      <OverlapChoice hours={overlapHours} onChange={(hours) => form.setValue('overlapHours', hours)} />
      <fieldset className="grid gap-2 sm:grid-cols-2">
        <legend className="mb-1.5 font-medium">Signature of the new secret</legend>
        <ChoiceCard
          name="scheme"
          title="Shared secret (v1)"
          checked={scheme === 'v1'}
          onChange={() => form.setValue('signature', 'v1')}
        >
          HMAC-SHA256.
        </ChoiceCard>
        <ChoiceCard
          name="scheme"
          title="Key pair (v1a)"
          checked={scheme === 'v1a'}
          onChange={() => form.setValue('signature', 'v1a')}
        >
          Ed25519, verified with a public key.
        </ChoiceCard>
      </fieldset>
    </FormDialog>
  );
}
