import { ArrowRight, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listFailingUrls } from '@/lib/webhooks/endpoints/failing-urls';
import { listEndpoints } from '@/lib/webhooks/endpoints/queries';
import { endpointHealth } from '@/lib/webhooks/log/queries';
import { EnableAgainButton } from '../_shared/enable-again-button';
import { FailureNotice } from '../_shared/endpoint-state';
import { OpenReceiverButton } from '../_shared/open-receiver-button';
import { WebhookTabs } from '../_shared/webhook-tabs';
import { EndpointTable } from './endpoint-table';
import { UrlHealth } from './url-health';

export const metadata: Metadata = { title: 'Webhooks' };

/** Key of the health of URLs that belong to no endpoint. */
const URLS = '';

export default async function WebhooksPage() {
  const user = await requireUser(routes.webhooks());
  const [endpoints, health, failingUrls] = await Promise.all([
    listEndpoints(user),
    endpointHealth(user),
    listFailingUrls(user),
  ]);
  const failing = [
    // Others that fail are marked in their rows.
    ...endpoints.flatMap(({ id, name, state }) => (state?.disabledAt ? [{ id, name, state }] : [])),
    ...failingUrls.map(({ url, ...state }) => ({ id: null, name: url, state })),
  ];
  const manages = can(user, 'webhooks:manage');
  const now = new Date().toISOString();
  const urls = health.get(URLS);
  return (
    <PageMain wide>
      <PageHeader
        title="Webhooks"
        purpose="Where Postern reports what happens to your messages, and how well that works."
        action={manages && endpoints.length > 0 && <NewEndpointLink />}
      />
      <WebhookTabs current="endpoints" />
      {!manages && (
        <Notice>You can view endpoints and deliveries. Only administrators of the account change them.</Notice>
      )}
      {failing.map(({ id, name, state }) => (
        <FailureNotice
          key={id ?? name}
          name={name}
          state={state}
          now={now}
          action={manages && <EnableAgainButton id={id} name={name} />}
        />
      ))}
      {endpoints.length === 0 ? (
        <NoEndpoints manages={manages} />
      ) : (
        <EndpointTable
          rows={endpoints.map((endpoint) => ({ endpoint, health: health.get(endpoint.id) ?? null }))}
          now={now}
          manages={manages}
        />
      )}
      {urls && urls.sent > 0 && <UrlHealth health={urls} now={now} />}
      <LiveRefresh topics={['messages', 'settings']} />
    </PageMain>
  );
}

function NewEndpointLink() {
  return (
    <Button asChild variant="primary">
      <Link href={routes.newWebhook()}>
        <Plus aria-hidden strokeWidth={1.75} /> New endpoint
      </Link>
    </Button>
  );
}

function NoEndpoints({ manages }: { manages: boolean }) {
  return (
    <EmptyState
      title="No endpoints yet"
      action={
        <>
          {manages && <OpenReceiverButton />}
          {manages && (
            <Button asChild>
              <Link href={routes.newWebhook()}>
                <Plus aria-hidden strokeWidth={1.75} /> New endpoint
              </Link>
            </Button>
          )}
          <Link
            href={routes.apiReference('reports')}
            className="inline-flex items-center gap-1.5 text-soft hover:text-ink"
          >
            Read about delivery reports <ArrowRight aria-hidden className="size-3.5" strokeWidth={1.75} />
          </Link>
        </>
      }
    >
      An endpoint is a URL of yours that gets a signed report of each message: delivered, failed, received. Reports are
      retried for three days, and each attempt is listed here. The built-in receiver shows the first ones without a
      server.
    </EmptyState>
  );
}
