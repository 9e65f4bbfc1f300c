import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { SectionCard } from '@/components/layout/section';
import { Facts } from '@/components/ui/facts';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { eventTitle } from '@/components/webhooks/event-names';
import { PayloadView } from '@/components/webhooks/payload-view';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import type { DeliveryView } from '@/lib/webhooks/log/queries';
import { DeliveryBadge } from '../../_shared/delivery-state';
import { AttemptList } from './attempt-list';
import { loadDelivery } from './load-delivery';
import { CancelDeliveryButton, ResendButton } from './resend-button';
import { SignatureSection } from './signature-section';

export const metadata: Metadata = { title: 'Delivery · Webhooks' };

export default async function DeliveryPage({ params }: { params: Promise<{ deliveryId: string }> }) {
  const { deliveryId } = await params;
  const user = await requireUser(routes.webhookDelivery(deliveryId));
  const delivery = await loadDelivery(user, deliveryId);
  const now = new Date().toISOString();
  return (
    <PageMain>
      <Link
        href={routes.webhookDeliveries()}
        className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Deliveries
      </Link>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {eventTitle(delivery.event)} <DeliveryBadge state={delivery.state} />
          </span>
        }
        purpose={<span className="font-mono text-code break-all">{delivery.url}</span>}
        action={
          can(user, 'webhooks:manage') &&
          (delivery.state === 'pending' ? <CancelDeliveryButton id={delivery.id} /> : <ResendButton id={delivery.id} />)
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_380px]">
        <div className="grid min-w-0 gap-4">
          <SectionCard id="attempts" title="Attempts">
            <AttemptList delivery={delivery} now={now} />
          </SectionCard>
          <SectionCard id="body" title="Body" purpose="The same bytes in each attempt.">
            <PayloadView title="Body" text={delivery.body} />
          </SectionCard>
          <SignatureSection delivery={delivery} />
        </div>
        <SectionCard id="details" title="Details">
          <Details delivery={delivery} now={now} />
        </SectionCard>
      </div>
      {delivery.state === 'pending' && <LiveRefresh topics={['messages', 'settings']} />}
    </PageMain>
  );
}

function Details({ delivery, now }: { delivery: DeliveryView; now: string }) {
  const { id, event, endpointId, endpointName, messageId, recipient, createdAt, finishedAt, nextAttemptAt } = delivery;
  const exact = (at: Date) => <Time at={at.toISOString()} now={now} show="exact" />;
  return (
    <Facts
      items={[
        { name: 'Event', value: <span className="font-mono text-code">{event}</span> },
        ...(recipient === null
          ? []
          : [{ name: 'Recipient', value: <span className="font-mono text-code">{recipient}</span> }]),
        {
          name: 'Message',
          value:
            messageId === null ? (
              'none: a test event'
            ) : (
              <Link href={routes.message(messageId)} className="rounded-[4px] text-accent underline underline-offset-2">
                Open it
              </Link>
            ),
        },
        {
          name: 'Endpoint',
          value:
            endpointId === null ? (
              'none: a DLR webhook'
            ) : endpointName === null ? (
              'removed'
            ) : (
              <Link
                href={routes.webhook(endpointId)}
                className="rounded-[4px] break-words text-accent underline underline-offset-2"
              >
                {endpointName}
              </Link>
            ),
        },
        { name: 'Queued', value: exact(createdAt) },
        ...(delivery.state === 'pending' && nextAttemptAt
          ? [{ name: 'Next attempt', value: exact(nextAttemptAt) }]
          : []),
        ...(finishedAt ? [{ name: 'Ended', value: exact(finishedAt) }] : []),
        { name: 'Id', value: <span className="font-mono text-[11.5px] break-all">{id}</span> },
      ]}
    />
  );
}
