'use client';

import type { ReactElement } from 'react';
import { useCommand } from '@/components/form/call-action';
import { DropdownMenuItem, OpenMenu } from '@/components/ui/dropdown-menu';
import { eventTitle } from '@/components/webhooks/event-names';
import type { WebhookEvent } from '@/lib/webhooks/events';
import { useTestEvent } from './use-test-event';

export type TestEventMenuProps = { id: string; events: readonly WebhookEvent[] };

export function TestEventMenu({ id, events, trigger }: TestEventMenuProps & { trigger: ReactElement }) {
  const send = useTestEvent(id, useCommand());
  return (
    <OpenMenu trigger={trigger}>
      {events.map((event) => (
        <DropdownMenuItem key={event} onSelect={() => send(event)}>
          {eventTitle(event)}
        </DropdownMenuItem>
      ))}
    </OpenMenu>
  );
}
