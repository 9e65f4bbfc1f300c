'use client';

import { RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { routes } from '@/lib/base/routes';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';
import { revealEndpointAction } from '../actions';

const RotateSecretDialog = dynamic(() => import('./rotate-secret-dialog').then((module) => module.RotateSecretDialog));

/** What receivers verify with: masked until it is shown, which is recorded in the audit log. */
export function SecretSection({ endpoint, now }: { endpoint: EndpointView; now: string }) {
  const { signature, previousValidUntil } = endpoint;
  const [rotating, setRotating] = useState(false);
  return (
    <SectionCard
      id="secret"
      title={signature === 'v1' ? 'Signing secret' : 'Key pair'}
      purpose={
        <>
          Your receiver verifies each report with it.{' '}
          <Link
            href={routes.apiReference('reports')}
            className="rounded-[4px] underline underline-offset-2 hover:text-ink"
          >
            Programs that do
          </Link>
          , or{' '}
          <Link href={routes.verifySignature()} className="rounded-[4px] underline underline-offset-2 hover:text-ink">
            verify a signature here
          </Link>
          .
        </>
      }
      action={
        <Button onClick={() => setRotating(true)}>
          <RotateCw aria-hidden strokeWidth={1.75} /> Rotate
        </Button>
      }
    >
      <Value endpoint={endpoint} />
      {previousValidUntil && (
        <p className="mt-4 rounded-control border border-wait/40 p-4 text-soft">
          <span className="font-medium text-wait">
            Rotating: the old secret signs, too, until{' '}
            <Time at={previousValidUntil.toISOString()} now={now} show="exact" />
          </span>
          <span className="mt-1 block">
            Each report has a signature of both, so receivers may verify with either. To end the old one now, rotate
            again without an overlap.
          </span>
        </p>
      )}
      {rotating && <RotateSecretDialog endpoint={endpoint} onClose={() => setRotating(false)} />}
    </SectionCard>
  );
}

function Value({ endpoint: { id, secretHint, publicKey } }: { endpoint: EndpointView }) {
  const [secret, setSecret] = useState<string | null>(null);
  const { pending, run } = useCommand();
  if (publicKey !== null) {
    return (
      <div className="flex items-center gap-2">
        <span className="min-w-0 font-mono text-code break-all" data-testid="public-key">
          {publicKey}
        </span>
        <CopyButton value={publicKey} label="Copy the public key" iconOnly variant="quiet" size="icon" />
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span className="min-w-0 font-mono text-code break-all text-soft" data-testid="endpoint-secret">
        {secret ?? secretHint ?? 'It cannot be read with the configured SECRETS_KEYS. Rotate it.'}
      </span>
      {secret !== null ? (
        <CopyButton value={secret} label="Copy" size="small" />
      ) : (
        secretHint !== null && (
          <Button
            size="small"
            disabled={pending}
            onClick={() => run('The secret was not shown', () => revealEndpointAction({ id }), setSecret)}
          >
            Show
          </Button>
        )
      )}
      {secret !== null && (
        <Button size="small" variant="quiet" onClick={() => setSecret(null)}>
          Hide
        </Button>
      )}
    </div>
  );
}
