'use client';

import { useId } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Checkbox } from '@/components/ui/checkbox';
import { DEFAULT_EVENTS, OPT_IN_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';
import { EVENT_NAMES } from './event-names';

const GROUPS: { title: string; events: readonly WebhookEvent[] }[] = [
  { title: 'Final statuses', events: DEFAULT_EVENTS },
  { title: 'On the way', events: OPT_IN_EVENTS },
  { title: 'Incoming', events: ['message.received'] },
];

type EventChoicesProps = {
  /** Registers the list of events in the form. */
  field: UseFormRegisterReturn;
  /** Events of messages only: a key has no incoming ones. */
  withoutReceived?: boolean;
  error: string | undefined;
};

/** The events of an endpoint or a URL as checkboxes. */
export function EventChoices({ field, withoutReceived = false, error }: EventChoicesProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1.5 font-medium">Events</legend>
      <div className="space-y-4">
        {GROUPS.slice(0, withoutReceived ? -1 : undefined).map(({ title, events }) => (
          <div key={title}>
            <p className="mb-2 text-small text-soft">{title}</p>
            <ul className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
              {events.map((event) => (
                <EventChoice key={event} event={event} field={field} />
              ))}
            </ul>
          </div>
        ))}
      </div>
      {error && (
        <p id={id} className="mt-1.5 text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function EventChoice({ event, field }: { event: WebhookEvent; field: UseFormRegisterReturn }) {
  const id = useId();
  const { title, when } = EVENT_NAMES[event];
  return (
    <li>
      <label htmlFor={id} className="flex w-fit cursor-pointer gap-2.5">
        <Checkbox {...field} id={id} value={event} className="mt-0.5" />
        <span>
          {title} <span className="font-mono text-small text-soft">{event}</span>
          <span className="block text-small text-soft">{when}</span>
        </span>
      </label>
    </li>
  );
}
