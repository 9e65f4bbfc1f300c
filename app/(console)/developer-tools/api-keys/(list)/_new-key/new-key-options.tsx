'use client';

import { ChevronRight, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { DefaultSenderField } from '@/components/sending/default-sender-field';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { SCOPES, type Scope } from '@/lib/access/actor';
import type { CreateKeyInput, KeyType } from '@/lib/keys/schema';
import { ExpiryField, formatExpiry } from './expiry-field';

type KeyForm = Pick<UseFormReturn<CreateKeyInput>, 'register' | 'control' | 'setValue' | 'formState'>;

const SCOPE_LABELS: Record<Scope, string> = {
  'sms:send': 'Send messages',
  'sms:read': 'Read messages and their reports',
  'keys:manage': 'Create, change and delete keys',
  'webhooks:read': 'Read webhook endpoints and the log of their deliveries',
  'webhooks:manage': 'Create, change and remove webhook endpoints, send reports again',
};

/** Settings that most keys do not change, collapsed behind a summary of their values. */
export function NewKeyOptions({ form, type, senders }: { form: KeyForm; type: KeyType; senders: string[] }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [environment, expiresAt, showOnce, compatible, scopes, sender] = useWatch({
    control: form.control,
    name: ['environment', 'expiresAt', 'showOnce', 'compatible', 'scopes', 'defaultSender'],
  });
  const { errors } = form.formState;
  const defaultSender = typeof sender === 'string' ? sender : '';
  // Errors must be visible, and the options must not collapse when the error is fixed.
  if (!open && (errors.expiresAt ?? errors.scopes ?? errors.defaultSender)) setOpen(true);
  const summary = [
    environment === 'test' ? 'Test' : 'Live',
    formatExpiry(expiresAt),
    ...(defaultSender ? [`from ${defaultSender}`] : []),
    type === 'auth' && !showOnce ? 'can be copied later' : 'shown once',
    ...(type === 'hmac' && compatible ? ['SHA-1 and MD5'] : []),
    ...(scopes?.includes('keys:manage') ? ['manages keys'] : []),
  ];
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full flex-wrap items-center justify-between gap-x-3 gap-y-0.5 rounded-[6px] text-left text-soft hover:text-ink"
      >
        <span className="flex items-center gap-2">
          <ChevronRight
            aria-hidden
            className={cn('size-3.5 transition-transform duration-150', open && 'rotate-90')}
            strokeWidth={1.75}
          />
          Environment, expiry, copying
        </span>
        <span className="text-[13px] max-sm:pl-5.5">{summary.join(' · ')}</span>
      </button>
      <div id={id} hidden={!open} className="mt-3 space-y-4 rounded-card border bg-well p-4">
        <Choices legend="Environment">
          <Radio {...form.register('environment')} value="live" label="Live" note="Messages go to the carriers." />
          <Radio
            {...form.register('environment')}
            value="test"
            label="Test"
            note="Messages go to the simulator, or where routes for test messages lead."
          />
        </Choices>
        <ExpiryField
          value={expiresAt}
          onChange={(value) => form.setValue('expiresAt', value, { shouldValidate: value !== '' })}
          error={errors.expiresAt?.message}
        />
        <DefaultSenderField
          field={form.register('defaultSender')}
          value={defaultSender}
          approved={senders}
          none={{ option: 'No default', hint: 'Requests name their sender; otherwise the account’s default is used.' }}
          error={errors.defaultSender?.message}
        />
        {type === 'auth' && (
          <Choices legend="Copying">
            <Tick
              {...form.register('showOnce')}
              label="Show once"
              note="The key cannot be copied later, not even by administrators."
            />
          </Choices>
        )}
        {type === 'hmac' && (
          <Choices legend="Algorithms">
            <Tick
              {...form.register('compatible')}
              label="Compatible with SHA-1 and MD5 clients"
              note={
                <span className={cn('flex gap-1.5', compatible && 'text-wait')}>
                  {compatible && <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" strokeWidth={1.75} />}
                  Both are weak. Only for clients that cannot sign with SHA-256.
                </span>
              }
            />
          </Choices>
        )}
        <Choices legend="Scopes" error={errors.scopes?.message}>
          {SCOPES.map((scope) => (
            <Tick
              key={scope}
              {...form.register('scopes')}
              value={scope}
              label={<span className="font-mono text-code">{scope}</span>}
              note={SCOPE_LABELS[scope]}
            />
          ))}
        </Choices>
      </div>
    </div>
  );
}

function Choices({ legend, error, children }: { legend: string; error?: string; children: ReactNode }) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="space-y-2">{children}</div>
      {error && (
        <p id={id} className="mt-1.5 text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

type ChoiceProps = Omit<React.ComponentProps<'input'>, 'type'> & { label: ReactNode; note: ReactNode };

function Radio({ label, note, ...props }: ChoiceProps) {
  return (
    <label className="flex cursor-pointer gap-2.5">
      <input
        {...props}
        type="radio"
        className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-faint bg-card transition-[border-width] duration-150 checked:border-5 checked:border-accent"
      />
      <Described label={label} note={note} />
    </label>
  );
}

function Tick({ label, note, ...props }: ChoiceProps) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex cursor-pointer gap-2.5">
      <Checkbox {...props} id={id} className="mt-0.5" />
      <Described label={label} note={note} />
    </label>
  );
}

function Described({ label, note }: { label: ReactNode; note: ReactNode }) {
  return (
    <span>
      {label}
      <span className="block text-small text-soft">{note}</span>
    </span>
  );
}
