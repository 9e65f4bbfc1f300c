'use client';

import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { SectionCard } from '@/components/layout/section';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { setTwoFactorRequiredAction } from './actions';

type TwoFactorRuleProps = { required: boolean; manages: boolean };

/** Whether the account requires two-factor sign-in of its members. */
export function TwoFactorRule({ required, manages }: TwoFactorRuleProps) {
  const [confirming, setConfirming] = useState(false);
  const { pending, run } = useCommand();
  const change = () =>
    run(
      'The rule was not changed',
      () => setTwoFactorRequiredAction({ required: !required }),
      () => {
        setConfirming(false);
        toast.success(required ? 'Two-factor sign-in is optional' : 'Two-factor sign-in is required');
      },
    );
  return (
    <div className="mt-8">
      <SectionCard
        id="two-factor-rule"
        title="Two-factor sign-in of members"
        purpose="If it is required, members without an authenticator app or passkey set one up with their next request, also those who use single sign-on."
        action={
          manages && (
            <Button aria-haspopup="dialog" onClick={() => setConfirming(true)}>
              {required ? 'Make optional…' : 'Require…'}
            </Button>
          )
        }
      >
        <Badge tone={required ? 'good' : 'neutral'}>{required ? 'Required' : 'Optional'}</Badge>
      </SectionCard>
      <Confirm
        open={confirming}
        onOpenChange={setConfirming}
        title={required ? 'Make two-factor sign-in optional?' : 'Require two-factor sign-in?'}
        confirm={required ? 'Make optional' : 'Require'}
        danger={required}
        pending={pending}
        onConfirm={change}
      >
        {required
          ? 'Members can then turn it off, and sign in with the password alone.'
          : 'Members who have not set it up cannot use the account until they have, you included.'}
      </Confirm>
    </div>
  );
}
