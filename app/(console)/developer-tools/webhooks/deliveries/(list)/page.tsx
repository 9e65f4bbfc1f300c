import type { Metadata } from 'next';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { CursorPagination } from '@/components/ui/pagination';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { listEndpoints } from '@/lib/webhooks/endpoints/queries';
import { type DeliveryRow, listDeliveries } from '@/lib/webhooks/log/queries';
import { DeliveryList } from '../../_shared/delivery-list';
import { OpenReceiverButton } from '../../_shared/open-receiver-button';
import { WebhookTabs } from '../../_shared/webhook-tabs';
import { BulkActions } from './bulk-actions';
import { DeliveryFilters } from './delivery-filters';
import { type DeliveryAddress, readFilter } from './filter';

export const metadata: Metadata = { title: 'Deliveries · Webhooks' };

const LIVE_MS = 5_000;

export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<DeliveryAddress> }) {
  const { values, filter } = readFilter(await searchParams);
  const user = await requireUser(routes.webhookDeliveries(values));
  const [found, endpoints] = await Promise.all([listDeliveries(user, filter), listEndpoints(user)]);
  const manages = can(user, 'webhooks:manage');
  const isFirstPage = !filter.before && !filter.after;
  const filtered = Object.values(values).some(Boolean);
  const now = new Date().toISOString();
  const names = endpoints.map(({ id, name }) => ({ id, name }));
  return (
    <PageMain wide>
      <PageHeader
        title="Deliveries"
        purpose="Each report that was or will be sent, newest first, with every attempt."
        action={manages && <BulkActions endpoints={names} chosen={filter.endpointId ?? null} />}
      />
      <WebhookTabs current="deliveries" />
      {found.rows.length === 0 && isFirstPage && !filtered ? (
        <NoDeliveries manages={manages} />
      ) : (
        <>
          <DeliveryFilters values={values} endpoints={names} />
          {found.rows.length === 0 ? (
            <NothingMatches noun="delivery" plural="deliveries" all={routes.webhookDeliveries()} />
          ) : (
            <DeliveryList
              deliveries={found.rows}
              now={now}
              footer={
                <div className="border-t px-4 max-md:border-t-0 max-md:px-0">
                  <CursorPagination {...paginationOf(found, values)} />
                </div>
              }
            />
          )}
        </>
      )}
      <LiveRefresh active={isFirstPage} everyMs={LIVE_MS} />
    </PageMain>
  );
}

function paginationOf({ rows, previous, next }: Page<DeliveryRow>, values: Record<string, string | undefined>) {
  return {
    count: rows.length === 1 ? '1 delivery' : `${rows.length} deliveries`,
    newer: previous && routes.webhookDeliveries({ ...values, after: previous }),
    older: next && routes.webhookDeliveries({ ...values, before: next }),
  };
}

function NoDeliveries({ manages }: { manages: boolean }) {
  return (
    <EmptyState title="Nothing was reported yet" action={manages && <OpenReceiverButton />}>
      Once a message with a DLR webhook ends, or an endpoint has one of its events, the report is listed here: what was
      sent, what your server answered, and when it is tried again.
    </EmptyState>
  );
}
