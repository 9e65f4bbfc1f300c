import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { ScrollToHash } from '@/components/layout/scroll-to-hash';
import { SectionCard } from '@/components/layout/section';
import { SectionNav } from '@/components/layout/section-nav';
import { Link } from '@/components/ui/link';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listKeyNames } from '@/lib/keys/queries/key-names';
import { endpointHealth, listDeliveries } from '@/lib/webhooks/log/queries';
import { BackToWebhooks } from '../_shared/back-link';
import { DeliveryList } from '../_shared/delivery-list';
import { EnableAgainButton } from '../_shared/enable-again-button';
import { EndpointBadge, FailureNotice } from '../_shared/endpoint-state';
import { EndpointSwitch } from '../_shared/endpoint-switch';
import { TestEventButton } from '../_shared/test-event-button';
import { EndpointFacts } from './endpoint-facts';
import { HealthSection } from './health-section';
import { loadEndpoint } from './load-endpoint';
import { RemoveSection } from './remove-section';
import { SecretSection } from './secret-section';
import { SettingsForm } from './settings-form';

const SHOWN_DELIVERIES = 8;

type EndpointPageProps = { params: Promise<{ endpointId: string }> };

export async function generateMetadata({ params }: EndpointPageProps): Promise<Metadata> {
  const { endpointId } = await params;
  const { name } = await loadEndpoint(await requireUser(routes.webhook(endpointId)), endpointId);
  return { title: `${name} · Webhooks` };
}

export default async function EndpointPage({ params }: EndpointPageProps) {
  const { endpointId } = await params;
  const user = await requireUser(routes.webhook(endpointId));
  const endpoint = await loadEndpoint(user, endpointId);
  const { id, name, enabled, state, events } = endpoint;
  const [health, { rows }, keys] = await Promise.all([
    endpointHealth(user),
    listDeliveries(user, { endpointId: id }),
    listKeyNames(user, endpoint.keyIds),
  ]);
  const manages = can(user, 'webhooks:manage');
  const now = new Date().toISOString();
  const deliveries = rows.slice(0, SHOWN_DELIVERIES);
  return (
    <PageMain>
      <BackToWebhooks />
      <PageHeader
        title={<span className="break-words">{name}</span>}
        purpose={<span className="font-mono text-code break-all">{endpoint.url}</span>}
        action={
          <span className="flex flex-wrap items-center gap-x-5 gap-y-2">
            {manages && !state?.disabledAt ? (
              <EndpointSwitch id={id} name={name} enabled={enabled} />
            ) : (
              <EndpointBadge endpoint={endpoint} />
            )}
            {manages && <TestEventButton id={id} events={events} />}
          </span>
        }
      />
      {state && (
        <FailureNotice
          name={name}
          state={state}
          now={now}
          action={manages && <EnableAgainButton id={id} name={name} />}
        />
      )}
      {!manages && <Notice>Only administrators of the account change endpoints and see their secrets.</Notice>}
      <div className="flex gap-8">
        <div className="grid min-w-0 flex-1 gap-4">
          <HealthSection health={health.get(id) ?? null} now={now} />
          <SectionCard
            id="deliveries"
            title="Deliveries"
            purpose="The newest first, with each attempt."
            action={
              <Link href={routes.webhookDeliveries({ endpoint: id })} className="font-medium text-accent">
                All deliveries
              </Link>
            }
          >
            {deliveries.length === 0 ? (
              <p className="text-soft">Nothing was sent to it yet. {manages && 'Send a test event to see one.'}</p>
            ) : (
              <DeliveryList deliveries={deliveries} now={now} withoutTarget />
            )}
          </SectionCard>
          <SectionCard id="settings" title="Settings" purpose="They apply to events from now on.">
            {manages ? (
              <SettingsForm endpoint={endpoint} keys={keys} />
            ) : (
              <EndpointFacts endpoint={endpoint} keys={keys} />
            )}
          </SectionCard>
          {manages && <SecretSection endpoint={endpoint} now={now} />}
          {manages && <RemoveSection id={id} name={name} />}
        </div>
        <SectionNav sections={sectionsOf(manages)} />
      </div>
      <ScrollToHash />
      <LiveRefresh topics={['messages', 'settings']} />
    </PageMain>
  );
}

function sectionsOf(manages: boolean): { id: string; title: string }[] {
  return [
    { id: 'health', title: 'Health' },
    { id: 'deliveries', title: 'Deliveries' },
    { id: 'settings', title: 'Settings' },
    ...(manages
      ? [
          { id: 'secret', title: 'Secret' },
          { id: 'remove', title: 'Remove' },
        ]
      : []),
  ];
}
