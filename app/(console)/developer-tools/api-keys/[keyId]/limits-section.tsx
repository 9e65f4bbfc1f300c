'use client';

import type * as z from 'zod';
import { SaveBar } from '@/components/form/save-bar';
import { useSettingsForm } from '@/components/form/use-settings-form';
import { Part, SectionCard } from '@/components/layout/section';
import { LimitField } from '@/components/limits/limit-field';
import { LimitMeter } from '@/components/limits/limit-meter';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import type { LimitUse } from '@/lib/limits/limit-use';
import { setLimitsAction } from './actions';
import type { SectionProps } from './load-key';

/** An empty value means no limit. */
type Values = {
  id: string;
  requestsPerSecond: string;
  requestBurst: string;
  dailyMessages: string;
  monthlyMessages: string;
};

export function LimitsSection({ use, ...props }: SectionProps & { use: LimitUse[] }) {
  return (
    <SectionCard
      id="limits"
      title="Limits"
      purpose={
        <>
          What the key may do at most. Requests over a limit are answered with 429 and the time to wait. The{' '}
          <Link href={routes.limits()} className="rounded-[4px] underline underline-offset-2 hover:text-ink">
            limits of the account
          </Link>{' '}
          apply as well.
        </>
      }
    >
      {use.length > 0 && (
        <Part>
          <div className="space-y-4">
            {use.map((each) => (
              <LimitMeter key={each.kind} use={each} />
            ))}
          </div>
        </Part>
      )}
      <Part>
        <LimitsForm {...props} />
      </Part>
    </SectionCard>
  );
}

function LimitsForm({ detail: { id, limits }, manages }: SectionProps) {
  const form = useSettingsForm<Values>({
    saved: {
      id,
      requestsPerSecond: String(limits.requestsPerSecond ?? ''),
      requestBurst: String(limits.requestBurst ?? ''),
      dailyMessages: String(limits.dailyMessages ?? ''),
      monthlyMessages: String(limits.monthlyMessages ?? ''),
    },
    loadSchema: () =>
      import('@/lib/limits/schema').then((module) => module.setKeyLimitsSchema as z.ZodType<unknown, Values>),
    save: setLimitsAction,
    done: 'Limits saved',
    doneDescription: 'They apply from the next request on.',
  });
  const { errors } = form.formState;
  const perSecond = Number(form.watch('requestsPerSecond'));
  const field = (name: Exclude<keyof Values, 'id'>) => ({
    field: form.register(name),
    error: errors[name]?.message,
    disabled: !manages,
  });
  return (
    <form onSubmit={form.submit} noValidate>
      <div className="grid gap-5 sm:grid-cols-2">
        <LimitField label="Requests a second" {...field('requestsPerSecond')} />
        <LimitField
          label="Requests at once"
          hint={
            perSecond > 0 ? `Blank: ${2 * perSecond}, two seconds’ worth.` : 'Only with a limit of requests a second.'
          }
          {...field('requestBurst')}
        />
        <LimitField label="Messages a day" hint="A day of UTC." {...field('dailyMessages')} />
        <LimitField label="Messages a month" hint="A calendar month of UTC." {...field('monthlyMessages')} />
      </div>
      {manages && <SaveBar form={form} what="limits" />}
    </form>
  );
}
