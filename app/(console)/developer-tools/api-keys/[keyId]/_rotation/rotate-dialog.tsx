'use client';

import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { Field } from '@/components/form/field';
import { FormDialog } from '@/components/form/form-dialog';
import { useActionForm } from '@/components/form/use-action-form';
import { Callout } from '@/components/layout/notice';
import { Input, Select } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { Revealed } from '@/lib/keys/new-secret';
import type { KeyDetail } from '@/lib/keys/queries/key-detail';
import { RevealKeyDialog } from '../../_shared/reveal-key-dialog';
import { rotateAction } from '../actions';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** How long the old secret stays valid after a rotation. */
const OVERLAPS = [
  { seconds: 0, title: 'Now', description: 'The old secret is refused immediately.' },
  { seconds: HOUR_S, title: '1 hour', description: 'For an application that you restart yourself.' },
  { seconds: DAY_S, title: '24 hours', description: 'Time to deploy the new secret.' },
  { seconds: 7 * DAY_S, title: '7 days', description: 'For applications of others.' },
] as const;

const OVERLAP_UNITS = { minutes: MINUTE_S, hours: HOUR_S, days: DAY_S } as const;

type RotateDialogProps = { detail: KeyDetail; onClose: () => void };

const DEFAULT_OVERLAP_S = DAY_S;

/** Rotates the key, then shows the new secret. Both dialogs are in one file, so that both are loaded before the rotation. */
export function RotateDialog({ detail, onClose }: RotateDialogProps) {
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  if (!revealed) return <OverlapForm detail={detail} onClose={onClose} onRotated={setRevealed} />;

  function close() {
    onClose();
    toast.success('Rotated', { description: `“${detail.name}” has a new secret.` });
  }

  return (
    <RevealKeyDialog
      revealed={revealed}
      title={detail.type === 'auth' ? 'Key rotated' : 'Secret rotated'}
      copyable={detail.type === 'auth' && detail.copyable}
      onOk={close}
    />
  );
}

function OverlapForm({ detail, onClose, onRotated }: RotateDialogProps & { onRotated: (key: Revealed) => void }) {
  const [custom, setCustom] = useState(false);
  const form = useActionForm({
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.rotateKeySchema),
    action: rotateAction,
    defaultValues: { id: detail.id, overlapS: DEFAULT_OVERLAP_S },
    onDone: onRotated,
  });
  const overlapS = form.watch('overlapS');
  const { errors } = form.formState;
  const setOverlap = (seconds: number) => form.setValue('overlapS', seconds, { shouldValidate: true });
  return (
    <FormDialog
      title="Rotate this key"
      description={`It gets a new secret${detail.type === 'auth' && detail.copyable ? '' : ', shown once'}. Choose how long the old one stays valid.`}
      form={form}
      labels={{ submit: 'Rotate key', submitting: 'Rotating…' }}
      onClose={onClose}
    >
      {detail.oldSecret && (
        <Callout tone="wait">A rotation is in progress: its old secret stops working immediately.</Callout>
      )}
      <fieldset className="grid gap-2 sm:grid-cols-2">
        <legend className="mb-1.5 font-medium">The old secret works for</legend>
        {OVERLAPS.map(({ seconds, title, description }) => (
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
            {description}
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
