'use client';

import { ListChecks, PanelRightOpen, Trash2, Zap } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import type { WebhookEvent } from '@/lib/webhooks/events';
import { RemoveEndpointDialog } from './remove-endpoint-dialog';
import { useTestEvent } from './use-test-event';

export type EndpointMenuProps = {
  endpoint: { id: string; name: string; events: WebhookEvent[] };
  /** Whether the user may change endpoints. */
  manages: boolean;
};

export function EndpointMenu({ endpoint, manages, trigger }: EndpointMenuProps & { trigger: ReactElement }) {
  const { id, name, events } = endpoint;
  const [removing, setRemoving] = useState(false);
  const send = useTestEvent(id, useCommand());
  return (
    <>
      <OpenMenu trigger={trigger}>
        <DropdownMenuItem asChild>
          <Link href={routes.webhook(id)} prefetch={false}>
            <PanelRightOpen aria-hidden strokeWidth={1.75} /> Open
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <Link href={routes.webhookDeliveries({ endpoint: id })} prefetch={false}>
            <ListChecks aria-hidden strokeWidth={1.75} /> Its deliveries
          </Link>
        </DropdownMenuItem>
        {manages && (
          <>
            <DropdownMenuItem onSelect={() => send(events[0] ?? 'message.delivered')}>
              <Zap aria-hidden strokeWidth={1.75} /> Send a test event
            </DropdownMenuItem>
            <DropdownMenuSeparator />
            <DropdownMenuItem danger onSelect={() => setRemoving(true)}>
              <Trash2 aria-hidden strokeWidth={1.75} /> Remove…
            </DropdownMenuItem>
          </>
        )}
      </OpenMenu>
      {removing && <RemoveEndpointDialog id={id} name={name} onClose={() => setRemoving(false)} />}
    </>
  );
}
