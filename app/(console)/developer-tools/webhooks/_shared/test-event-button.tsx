'use client';

import { Zap } from 'lucide-react';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { onDemand } from '@/components/ui/on-demand';
import type { TestEventMenuProps } from './test-event-menu';
import { useTestEvent } from './use-test-event';

const Menu = onDemand<TestEventMenuProps>('menu', async () => (await import('./test-event-menu')).TestEventMenu);

type TestEventButtonProps = {
  id: string;
  /** The events to choose from; null sends `message.delivered`. */
  events: TestEventMenuProps['events'] | null;
};

/** Sends an event about a message that does not exist, to this endpoint alone. */
export function TestEventButton({ id, events }: TestEventButtonProps) {
  const command = useCommand();
  const send = useTestEvent(id, command);
  const button = (
    <Button disabled={command.pending} {...(!events && { onClick: () => send('message.delivered') })}>
      <Zap aria-hidden strokeWidth={1.75} /> Send a test event
    </Button>
  );
  return events ? <Menu id={id} events={events} trigger={button} /> : button;
}
