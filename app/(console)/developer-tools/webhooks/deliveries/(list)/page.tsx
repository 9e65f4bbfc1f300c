import type { Metadata } from 'next';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import { Time } from '@/components/ui/time';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { listEndpoints } from '@/lib/webhooks/endpoints/queries';
import { type DeliveryPage, type DeliveryRow, listDeliveries } from '@/lib/webhooks/log/queries';
import { DeliveryList } from '../../_shared/delivery-list';
import { OpenReceiverButton } from '../../_shared/open-receiver-button';
import { WebhookTabs } from '../../_shared/webhook-tabs';
import { BulkActions } from './bulk-actions';
import { DeliveryFilters } from './delivery-filters';
import { type DeliveryAddress, readFilter } from './filter';

export const metadata: Metadata = { title: 'Deliveries · Webhooks' };

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
            <NothingFound found={found} values={values} now={now} />
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
      {isFirstPage && <LiveRefresh topics={['messages', 'settings']} />}
    </PageMain>
  );
}

type NothingFoundProps = {
  found: DeliveryPage;
  values: Record<string, string | undefined>;
  now: string;
};

/** Nothing matches, or nothing among what was searched until now: rare matches in a long log take several steps. */
function NothingFound({ found: { searchedUntil, next }, values, now }: NothingFoundProps) {
  if (!searchedUntil || !next) {
    return <NothingMatches noun="delivery" plural="deliveries" all={routes.webhookDeliveries()} />;
  }
  return (
    <section className="rounded-card border bg-card px-5 py-16 text-center">
      <h2 className="text-title">None found yet</h2>
      <p className="mx-auto mt-1.5 max-w-120 text-soft">
        None of the deliveries back to <Time at={searchedUntil.toISOString()} now={now} show="exact" /> matches. Narrow
        the time or the event to search faster.
      </p>
      <Button asChild className="mt-5">
        <Link href={routes.webhookDeliveries({ ...values, before: next })}>Search further</Link>
      </Button>
    </section>
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
