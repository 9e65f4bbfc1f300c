'use client';

import { X } from 'lucide-react';
import { ACTION_CHOICES } from '@/components/audit/event-description';
import { FilterForm, HALF } from '@/components/form/filter-form';
import { PeriodFilter } from '@/components/form/period-filter';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/input';
import { Link } from '@/components/ui/link';
import type { AuditActor } from '@/lib/audit/queries';
import type { Period } from '@/lib/base/period';
import { routes } from '@/lib/base/routes';

export type AuditFilterValues = { action?: string; actor?: string; target?: string } & Period;

type AuditFiltersProps = {
  values: AuditFilterValues;
  actors: AuditActor[];
  /** The name of `values.target`. */
  targetName: string | null;
  /** The value of the filter for events without a signed-in user or key. */
  systemActor: string;
};

export function AuditFilters({ values, actors, targetName, systemActor }: AuditFiltersProps) {
  const groups = [
    { label: 'Users', choices: actors.filter(({ kind }) => kind === 'user') },
    { label: 'Keys', choices: actors.filter(({ kind }) => kind === 'key') },
  ];
  return (
    <FilterForm values={values} address={routes.auditLog}>
      {values.target && <input type="hidden" name="target" value={values.target} />}
      <Select name="actor" aria-label="Actor" defaultValue={values.actor ?? ''} className={`max-w-56 ${HALF}`}>
        <option value="">All actors</option>
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
        <option value={systemActor}>Not signed in</option>
      </Select>
      <Select name="action" aria-label="Action" defaultValue={values.action ?? ''} className={`max-w-64 ${HALF}`}>
        <option value="">All actions</option>
        {ACTION_CHOICES.map(({ action, label }) => (
          <option key={action} value={action}>
            {label}
          </option>
        ))}
      </Select>
      <PeriodFilter since={values.since} from={values.from} to={values.to} className={HALF} />
      {values.target && (
        <Button asChild>
          <Link href={routes.auditLog({ ...values, target: undefined })} aria-label="Show events on all targets">
            On {targetName ?? 'another target'} <X aria-hidden strokeWidth={1.75} />
          </Link>
        </Button>
      )}
    </FilterForm>
  );
}
