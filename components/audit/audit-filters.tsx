'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { BETWEEN, PeriodFilter } from '@/components/form/period-filter';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/input';
import type { AuditActor } from '@/lib/audit/queries';
import { SYSTEM_ACTOR } from '@/lib/audit/schema';
import type { Period } from '@/lib/period';
import { routes } from '@/lib/routes';
import { ACTION_CHOICES } from './event-words';

export type AuditFilterValues = { action?: string; actor?: string; target?: string } & Period;

// Two of them stand side by side on a phone.
const select = 'max-sm:grow max-sm:basis-2/5';

type AuditFiltersProps = {
  values: AuditFilterValues;
  actors: AuditActor[];
  /** What `values.target` is called. */
  targetName: string | null;
};

/** Filters live in the address, so that a view can be kept and shared. */
export function AuditFilters({ values, actors, targetName }: AuditFiltersProps) {
  const router = useRouter();
  const filtered = Object.values(values).some(Boolean);
  const groups = [
    { label: 'People', choices: actors.filter(({ kind }) => kind === 'user') },
    { label: 'Keys', choices: actors.filter(({ kind }) => kind === 'key') },
  ];

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const since = text('since');
    const period = since === BETWEEN ? { from: text('from'), to: text('to') } : { since };
    router.push(routes.auditLog({ target: values.target, actor: text('actor'), action: text('action'), ...period }));
  }

  return (
    // A new address makes a new form, so that its fields follow the address and not the other way round.
    <form
      key={JSON.stringify(values)}
      onSubmit={apply}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
      className="mb-3 flex flex-wrap items-start gap-2"
    >
      <Select name="actor" aria-label="Who" defaultValue={values.actor ?? ''} className={`max-w-56 ${select}`}>
        <option value="">Anybody</option>
        {groups.map(
          ({ label, choices }) =>
            choices.length > 0 && (
              <optgroup key={label} label={label}>
                {choices.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </optgroup>
            ),
        )}
        <option value={SYSTEM_ACTOR}>Nobody signed in</option>
      </Select>
      <Select name="action" aria-label="What" defaultValue={values.action ?? ''} className={`max-w-64 ${select}`}>
        <option value="">Anything</option>
        {ACTION_CHOICES.map(({ action, label }) => (
          <option key={action} value={action}>
            {label}
          </option>
        ))}
      </Select>
      <PeriodFilter since={values.since} from={values.from} to={values.to} className={select} />
      {values.target && (
        <Button asChild>
          <Link href={routes.auditLog({ ...values, target: undefined })} aria-label="Show events on anything">
            On {targetName ?? 'something else'} <X aria-hidden strokeWidth={1.75} />
          </Link>
        </Button>
      )}
      {filtered && (
        <Button asChild look="quiet">
          <Link href={routes.auditLog()}>
            <X aria-hidden strokeWidth={1.75} /> Clear
          </Link>
        </Button>
      )}
    </form>
  );
}
