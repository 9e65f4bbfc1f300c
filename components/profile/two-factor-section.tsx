'use client';

import { ShieldCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Hint, SectionCard } from '@/components/layout/section';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { TwoFactorView } from '@/lib/two-factor/queries';
import type { ProfileActions } from './profile-actions';

const SetUpFlow = dynamic(() => import('./set-up-flow').then((module) => module.SetUpFlow));
const NewCodesFlow = dynamic(() => import('./new-codes-flow').then((module) => module.NewCodesFlow));
const TurnOffDialog = dynamic(() => import('./turn-off-dialog').then((module) => module.TurnOffDialog));

/** With fewer than this many recovery codes left, it is time for new ones. */
const FEW_CODES = 4;

type TwoFactorSectionProps = { twoFactor: TwoFactorView; email: string; actions: ProfileActions; now: string };

export function TwoFactorSection({ twoFactor, email, actions, now }: TwoFactorSectionProps) {
  const [open, setOpen] = useState<'set-up' | 'new-codes' | 'turn-off' | null>(null);
  const close = () => setOpen(null);
  return (
    <SectionCard
      id="two-factor"
      title="Two-factor sign-in"
      purpose="Besides your password, sign-in asks for a code from an app on your phone. A stolen password alone opens nothing."
    >
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
            <Hint tone="wait">Make new recovery codes soon: they are how you get in without your phone.</Hint>
          )}
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setOpen('new-codes')}>Make new recovery codes…</Button>
            <Button onClick={() => setOpen('turn-off')}>Turn off…</Button>
          </div>
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Button look="primary" onClick={() => setOpen('set-up')}>
            Set up…
          </Button>
          <Badge>Off</Badge>
        </div>
      )}
      {open === 'set-up' && <SetUpFlow email={email} actions={actions} onClose={close} />}
      {open === 'new-codes' && <NewCodesFlow email={email} make={actions.makeRecoveryCodes} onClose={close} />}
      {open === 'turn-off' && <TurnOffDialog disable={actions.disableTwoFactor} onClose={close} />}
    </SectionCard>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return 'No recovery codes are left.';
  return count === 1 ? '1 recovery code is left.' : `${count} recovery codes are left.`;
}
