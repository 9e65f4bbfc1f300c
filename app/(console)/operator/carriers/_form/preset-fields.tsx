'use client';

import { useState } from 'react';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { isAppError } from '@/lib/base/errors';
import { PRESETS } from '@/lib/carriers/http/presets';
import { applyPreset } from '@/lib/carriers/http/presets/preset';

type PresetFieldsProps = { onFill: (settings: string, secrets: Record<string, string>) => void };

/** The choice of a preset with its inputs, which fill in the settings. */
export function PresetFields({ onFill }: PresetFieldsProps) {
  const [name, setName] = useState('');
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const preset = PRESETS.find((one) => one.name === name);

  function choose(next: string): void {
    setName(next);
    setErrors({});
    const chosen = PRESETS.find((one) => one.name === next);
    setInputs(Object.fromEntries((chosen?.inputs ?? []).map((input) => [input.name, input.default ?? ''])));
  }

  function fill(): void {
    if (!preset) return;
    try {
      const { settings, secrets } = applyPreset(preset, inputs);
      setErrors({});
      onFill(JSON.stringify(settings, null, 2), secrets);
      toast.success('Filled in', { description: 'The settings below are those of the preset.' });
    } catch (error) {
      if (!isAppError(error)) throw error;
      setErrors(error.fields ? { ...error.fields } : { [preset.inputs[0]?.name ?? '']: error.message });
    }
  }

  return (
    <div className="space-y-4">
      <Field label="Preset" hint={preset?.about ?? 'Or write the request yourself below.'}>
        {(control) => (
          <Select {...control} value={name} onChange={(event) => choose(event.target.value)} className="w-full sm:w-72">
            <option value="">None</option>
            {PRESETS.map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {preset && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            {preset.inputs.map((input) => (
              <Field
                key={input.name}
                label={input.label}
                optional={input.isOptional}
                hint={`${input.about.charAt(0).toUpperCase()}${input.about.slice(1)}.`}
                error={errors[input.name]}
              >
                {(control) => (
                  <Input
                    {...control}
                    type={input.isSecret ? 'password' : 'text'}
                    autoComplete={input.isSecret ? 'new-password' : 'off'}
                    value={inputs[input.name] ?? ''}
                    onChange={(event) => setInputs({ ...inputs, [input.name]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
          <Button onClick={fill}>Fill in the settings</Button>
        </>
      )}
    </div>
  );
}
