'use client';

import { ShieldCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Callout } from '@/components/layout/notice';
import { SectionCard } from '@/components/layout/section';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { TwoFactorView } from '@/lib/auth/two-factor/queries';

const SetUpDialog = dynamic(() => import('./set-up-dialog').then((module) => module.SetUpDialog));
const NewCodesDialog = dynamic(() => import('./two-factor-dialogs').then((module) => module.NewCodesDialog));
const TurnOffDialog = dynamic(() => import('./two-factor-dialogs').then((module) => module.TurnOffDialog));

/** With fewer recovery codes left, the page recommends new ones. */
const FEW_CODES = 4;

type TwoFactorSectionProps = { twoFactor: TwoFactorView; email: string; now: string };

export function TwoFactorSection({ twoFactor, email, now }: TwoFactorSectionProps) {
  const [open, setOpen] = useState<'set-up' | 'new-codes' | 'turn-off' | null>(null);
  const close = () => setOpen(null);
  return (
    <SectionCard
      id="two-factor"
      title="Two-factor sign-in"
      purpose="Besides your password, sign-in asks for a code from an app on your phone, or for a passkey. A stolen password alone is not enough."
    >
      {twoFactor.required && (
        <div className="mb-4">
          <Callout>One of your accounts, or this installation, requires two-factor sign-in.</Callout>
        </div>
      )}
      {twoFactor.since ? (
        <div className="space-y-4">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-soft">
            <Badge tone="good">
              <ShieldCheck aria-hidden strokeWidth={1.75} /> On
            </Badge>
            <span>
              Since <Time at={twoFactor.since.toISOString()} now={now} show="date" />.{' '}
              {codesLeft(twoFactor.recoveryCodesLeft)}
            </span>
          </p>
          {twoFactor.recoveryCodesLeft < FEW_CODES && (
            <Callout tone="wait">Create new recovery codes soon: you need them to sign in without your phone.</Callout>
          )}
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setOpen('new-codes')}>Create new recovery codes…</Button>
            <Button onClick={() => setOpen('turn-off')}>Turn off…</Button>
          </div>
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Button variant="primary" onClick={() => setOpen('set-up')}>
            Set up…
          </Button>
          <Badge>{twoFactor.on ? 'Passkeys only' : 'Off'}</Badge>
          {twoFactor.on && (
            <>
              <span className="text-soft">{codesLeft(twoFactor.recoveryCodesLeft)}</span>
              <Button onClick={() => setOpen('new-codes')}>Create new recovery codes…</Button>
            </>
          )}
        </div>
      )}
      {open === 'set-up' && <SetUpDialog email={email} onClose={close} />}
      {open === 'new-codes' && <NewCodesDialog email={email} onClose={close} />}
      {open === 'turn-off' && <TurnOffDialog onClose={close} />}
    </SectionCard>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return 'No recovery codes are left.';
  return count === 1 ? '1 recovery code is left.' : `${count} recovery codes are left.`;
}
