'use client';

import type * as z from 'zod';
import { Field } from '@/components/form/field';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import { LimitField } from '@/components/limits/limit-field';
import { Textarea } from '@/components/ui/input';
import type { AccountLimits } from '@/lib/limits/schema';
import { setAccountLimitsAction } from './actions';

/** An empty value means no limit. */
type Values = { dailyMessages: string; recipientDailyMessages: string; countries: string };

export function LimitsForm({ limits, disabled }: { limits: AccountLimits; disabled: boolean }) {
  const form = useSettingsForm<Values>({
    saved: {
      dailyMessages: String(limits.dailyMessages ?? ''),
      recipientDailyMessages: String(limits.recipientDailyMessages ?? ''),
      countries: limits.countries.join(', '),
    },
    loadSchema: () =>
      import('@/lib/limits/schema').then((module) => module.accountLimitsSchema as z.ZodType<unknown, Values>),
    save: setAccountLimitsAction,
    done: 'Limits saved',
    doneDescription: 'They apply from the next request on.',
  });
  const { errors } = form.formState;
  return (
    <form onSubmit={form.submit} noValidate className="rounded-card border bg-card p-4 sm:p-5">
      <div className="space-y-5">
        <LimitField
          label="Messages a day"
          hint="Of all live keys together, in a day of UTC. More are refused until the day ends."
          field={form.register('dailyMessages')}
          error={errors.dailyMessages?.message}
          disabled={disabled}
        />
        <LimitField
          label="Messages a day to one recipient"
          hint="Against loops, and against fraud that makes your sign-up form send codes to expensive numbers."
          field={form.register('recipientDailyMessages')}
          error={errors.recipientDailyMessages?.message}
          disabled={disabled}
        />
        <Field
          label="Countries"
          hint="Codes of two letters (ISO 3166), such as EE, LV, LT. Messages to others are refused. Empty: all countries."
          error={errors.countries?.message}
        >
          {(control) => (
            <Textarea
              {...control}
              {...form.register('countries')}
              rows={3}
              autoComplete="off"
              spellCheck={false}
              placeholder="All countries"
              className="font-mono sm:text-code"
              disabled={disabled}
            />
          )}
        </Field>
      </div>
      {!disabled && <SaveBar form={form} what="limits" />}
    </form>
  );
}
