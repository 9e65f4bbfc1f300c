'use client';

import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { ChoiceCard } from '@/components/form/choice-card';
import { DEFAULT_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';
import { EventChoices } from './event-choices';
import { eventTitle } from './event-names';

type UrlEventsFieldProps = {
  field: UseFormRegisterReturn;
  value: WebhookEvent[];
  /** The events if none are chosen here. */
  inherited: readonly WebhookEvent[];
  /** The title of the choice without own events. */
  unset: string;
  onChange: (events: WebhookEvent[]) => void;
  error: string | undefined;
};

/** The events that the DLR webhook of a key or an account receives: inherited ones or own ones. */
export function UrlEventsField({ field, value, inherited, unset, onChange, error }: UrlEventsFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const own = isOpen || value.length > 0;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Events of the DLR webhook</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <ChoiceCard
          title={unset}
          checked={!own}
          onChange={() => {
            setOpen(false);
            onChange([]);
          }}
        >
          {namesOf(inherited)}
        </ChoiceCard>
        <ChoiceCard
          title="Chosen"
          checked={own}
          onChange={() => {
            setOpen(true);
            onChange([...inherited]);
          }}
        >
          Also those on the way, such as submitted, or only some.
        </ChoiceCard>
      </div>
      {own && (
        <div className="mt-4 rounded-control border bg-well p-4">
          <EventChoices field={field} withoutReceived error={error} />
          {value.length === 0 && <p className="mt-3 text-wait">None is chosen: {unset.toLowerCase()} apply.</p>}
        </div>
      )}
    </fieldset>
  );
}

/** Names events in a sentence. */
export function namesOf(events: readonly WebhookEvent[]): string {
  const list = events.length === 0 ? DEFAULT_EVENTS : events;
  const isDefault = list.length === DEFAULT_EVENTS.length && DEFAULT_EVENTS.every((event) => list.includes(event));
  return isDefault ? 'The final statuses: delivered, undelivered, expired and so on.' : list.map(eventTitle).join(', ');
}
