'use client';

import { CircleDot, Target, Zap } from 'lucide-react';
import { FilterForm, FilterSearch, HALF } from '@/components/form/filter-form';
import { PeriodFilter } from '@/components/form/period-filter';
import { Input } from '@/components/ui/input';
import { eventTitle } from '@/components/webhooks/event-names';
import type { Period } from '@/lib/base/period';
import { routes } from '@/lib/base/routes';
import { WEBHOOK_EVENTS } from '@/lib/webhooks/events';
import { DELIVERY_STATES } from '../../_shared/delivery-state';
import { FilterChip } from './filter-chip';

export type DeliveryFilterValues = {
  event?: string;
  state?: string;
  status?: string;
  endpoint?: string;
  search?: string;
} & Period;

const EVENTS = WEBHOOK_EVENTS.map((value) => ({ value, label: eventTitle(value) }));
const STATES = Object.entries(DELIVERY_STATES).map(([value, label]) => ({ value, label }));

type DeliveryFiltersProps = { values: DeliveryFilterValues; endpoints: { id: string; name: string }[] };

/** The filters of the log. They are in the address, so that a view can be bookmarked and shared. */
export function DeliveryFilters({ values, endpoints }: DeliveryFiltersProps) {
  const { event, state, status, endpoint, search, since, from, to } = values;
  const targets = [
    ...endpoints.map(({ id, name }) => ({ value: id, label: name })),
    { value: 'none', label: 'DLR webhooks, no endpoint' },
  ];
  const chip = { values, address: routes.webhookDeliveries };
  return (
    <FilterForm values={values} address={routes.webhookDeliveries}>
      <FilterSearch
        name="search"
        label="Recipient or id of the message"
        placeholder="Recipient or message id"
        maxLength={100}
        defaultValue={search}
      />
      {/* The form has only what is typed; what the chips chose stays. */}
      {Object.entries({ event, state, endpoint }).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <FilterChip {...chip} name="state" label="State" icon={CircleDot} choices={STATES} />
      <FilterChip {...chip} name="event" label="Event" icon={Zap} choices={EVENTS} />
      <FilterChip {...chip} name="endpoint" label="Endpoint" icon={Target} choices={targets} />
      <Input
        name="status"
        aria-label="Status code"
        placeholder="Status code"
        inputMode="numeric"
        autoComplete="off"
        maxLength={3}
        defaultValue={status}
        className="h-9! w-30! max-sm:grow"
      />
      <PeriodFilter since={since} from={from} to={to} className={HALF} />
    </FilterForm>
  );
}
