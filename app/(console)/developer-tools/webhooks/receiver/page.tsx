import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { PageHeader, PageMain } from '@/components/layout/page';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listEndpoints } from '@/lib/webhooks/endpoints/queries';
import { findReceiver, listReceiverRequests } from '@/lib/webhooks/receiver/queries';
import { OpenReceiverButton } from '../_shared/open-receiver-button';
import { WebhookTabs } from '../_shared/webhook-tabs';
import { LiveRequests } from './live-requests';
import { toReceivedJson } from './received-json';
import { ReceiverSettings } from './receiver-settings';

export const metadata: Metadata = { title: 'Built-in receiver · Webhooks' };

export default async function ReceiverPage() {
  const user = await requireUser(routes.webhookReceiver());
  const manages = can(user, 'webhooks:manage');
  const receiver = await findReceiver(user);
  const endpoint = receiver && (await listEndpoints(user)).find(({ url }) => url === receiver.url);
  const requests = receiver ? await listReceiverRequests(user) : [];
  return (
    <PageMain>
      <PageHeader
        title="Built-in receiver"
        purpose="A private URL of this installation that shows what arrives at it: the first report without a server of your own."
      />
      <WebhookTabs current="receiver" />
      {receiver ? (
        <div className="space-y-4">
          <ReceiverSettings
            url={receiver.url}
            answerStatus={receiver.answerStatus}
            endpoint={
              endpoint
                ? {
                    id: endpoint.id,
                    name: endpoint.name,
                    isOff: !endpoint.enabled || endpoint.state?.disabledAt != null,
                  }
                : null
            }
            manages={manages}
          />
          <LiveRequests
            key={receiver.url}
            initial={requests.map(toReceivedJson)}
            now={new Date().toISOString()}
            manages={manages}
          />
        </div>
      ) : (
        <NoReceiver manages={manages} />
      )}
    </PageMain>
  );
}

function NoReceiver({ manages }: { manages: boolean }) {
  return (
    <EmptyState title="No receiver is open" action={manages && <OpenReceiverButton />}>
      <p>
        It takes delivery reports at a URL of this installation, checks their signatures, and shows them here within two
        seconds. You can choose what it answers, to see how retries work. Nothing is installed, and no private address
        has to be allowed.
      </p>
      {!manages && <p className="mt-2">An administrator of the account can open it.</p>}
    </EmptyState>
  );
}
