import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

type CodeStepProps = { field: UseFormRegisterReturn; error: string | undefined; onSwitch: () => void };

/** The second step of a sign-in: the code of the app, or a recovery code. */
export function CodeStep({ field, error, onSwitch }: CodeStepProps) {
  const [recovery, setRecovery] = useState(false);
  return (
    <div>
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
    </div>
  );
}
