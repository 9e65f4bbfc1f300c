import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { SecondFactors } from '@/lib/auth/two-factor/needed';

type CodeStepProps = {
  field: UseFormRegisterReturn;
  error: string | undefined;
  factors: SecondFactors;
  busy: boolean;
  onSwitch: () => void;
  onPasskey: () => void;
};

/** The second step of a sign-in: the code of the app, a passkey, or a recovery code. */
export function CodeStep({ field, error, factors, busy, onSwitch, onPasskey }: CodeStepProps) {
  const [recovery, setRecovery] = useState(!factors.app);
  return (
    <div>
      {factors.passkey && (
        <Button onClick={onPasskey} disabled={busy} className="mb-4 w-full">
          <KeyRound aria-hidden strokeWidth={1.75} />
          Use a passkey
        </Button>
      )}
      {recovery ? (
        <Field key="recovery" label="Recovery code" hint="One of the ten you saved; each works once." error={error}>
          {(control) => (
            <Input {...control} {...field} autoFocus autoComplete="off" autoCapitalize="none" className="font-mono" />
          )}
        </Field>
      ) : (
        <Field key="app" label="Code from your authenticator app" hint="6 digits, new every 30 seconds." error={error}>
          {(control) => (
            <Input
              {...control}
              {...field}
              autoFocus
              inputMode="numeric"
              autoComplete="one-time-code"
              className="font-mono tracking-widest"
            />
          )}
        </Field>
      )}
      {factors.app && (
        <Button
          variant="quiet"
          size="small"
          className="mt-2 -ml-2.5"
          onClick={() => {
            onSwitch();
            setRecovery(!recovery);
          }}
        >
          {recovery ? 'Use the authenticator app' : 'Use a recovery code instead'}
        </Button>
      )}
    </div>
  );
}
