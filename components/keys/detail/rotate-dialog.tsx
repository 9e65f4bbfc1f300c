'use client';

import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Hint } from '@/components/layout/section';
import { Input, Select } from '@/components/ui/input';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import type { Revealed } from '@/lib/keys/revealed';
import type { KeyPageActions } from './key-page-actions';
import { OVERLAP_UNITS, OVERLAPS } from './key-words';

type RotateDialogProps = {
  detail: KeyDetail;
  rotate: KeyPageActions['rotate'];
  onClose: () => void;
  onRotated: (key: Revealed) => void;
};

const DEFAULT_OVERLAP_S = 86_400;

export function RotateDialog({ detail, rotate, onClose, onRotated }: RotateDialogProps) {
  const [custom, setCustom] = useState(false);
  const form = useActionForm({
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.rotateKeySchema),
    action: rotate,
    defaultValues: { id: detail.id, overlapS: DEFAULT_OVERLAP_S },
    onDone: onRotated,
  });
  const overlapS = form.watch('overlapS');
  const { errors } = form.formState;
  const setOverlap = (seconds: number) => form.setValue('overlapS', seconds, { shouldValidate: true });
  return (
    <FormDialog
      title="Rotate this key"
      description={`It gets a new secret${detail.type === 'auth' && detail.copyable ? '' : ', shown once'}. Choose how long the old one stays valid beside it.`}
      form={form}
      labels={{ submit: 'Rotate key', submitting: 'Rotating…' }}
      onClose={onClose}
    >
      {detail.oldSecret && (
        <Hint tone="wait">A rotation is under way: the secret before this one stops working at once.</Hint>
      )}
      <fieldset className="grid gap-2 sm:grid-cols-2">
        <legend className="mb-1.5 font-medium">The old secret works for</legend>
        {OVERLAPS.map(({ seconds, title, meaning }) => (
          <ChoiceCard
            key={seconds}
            name="overlap"
            title={title}
            checked={!custom && overlapS === seconds}
            onChange={() => {
              setCustom(false);
              setOverlap(seconds);
            }}
          >
            {meaning}
          </ChoiceCard>
        ))}
        <ChoiceCard
          name="overlap"
          title="Another time"
          className="sm:col-span-2"
          checked={custom}
          onChange={() => setCustom(true)}
        >
          At most 90 days.
        </ChoiceCard>
      </fieldset>
      {custom && <CustomOverlap onChange={setOverlap} error={errors.overlapS?.message} />}
    </FormDialog>
  );
}

function CustomOverlap({ onChange, error }: { onChange: (seconds: number) => void; error: string | undefined }) {
  const [amount, setAmount] = useState('24');
  const [unit, setUnit] = useState<keyof typeof OVERLAP_UNITS>('hours');

  function change(nextAmount: string, nextUnit: keyof typeof OVERLAP_UNITS) {
    setAmount(nextAmount);
    setUnit(nextUnit);
    onChange(nextAmount === '' ? Number.NaN : Math.round(Number(nextAmount) * OVERLAP_UNITS[nextUnit]));
  }

  return (
    <Field label="Duration" error={error}>
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            type="number"
            min={0}
            inputMode="decimal"
            autoFocus
            className="tabular-nums"
            value={amount}
            onChange={(event) => change(event.target.value, unit)}
          />
          <Select
            aria-label="Unit"
            className="w-36 shrink-0 *:[select]:h-9.5"
            value={unit}
            onChange={(event) => change(amount, event.target.value as keyof typeof OVERLAP_UNITS)}
          >
            {Object.keys(OVERLAP_UNITS).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </span>
      )}
    </Field>
  );
}
