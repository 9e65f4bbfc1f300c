'use client';

import { useRouter } from 'next/navigation';
import type { useCommand } from '@/components/form/call-action';
import { toast } from '@/components/ui/toast';
import { eventTitle } from '@/components/webhooks/event-names';
import { routes } from '@/lib/base/routes';
import type { WebhookEvent } from '@/lib/webhooks/events';
import { testEventAction } from '../actions';

/** Returns a function that sends a test event, and offers its delivery in the toast. */
export function useTestEvent(id: string, { run }: ReturnType<typeof useCommand>) {
  const router = useRouter();
  return (event: WebhookEvent) =>
    run(
      'The test event was not sent',
      () => testEventAction({ id, event }),
      ({ deliveryId }) => {
        toast.success('Sent', {
          description: `A test event “${eventTitle(event)}” is on its way.`,
          action: { label: 'Open it', onClick: () => router.push(routes.webhookDelivery(deliveryId)) },
        });
        router.refresh();
      },
    );
}
