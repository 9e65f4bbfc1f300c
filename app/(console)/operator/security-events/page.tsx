import type { Metadata } from 'next';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { PageHeader, PageMain } from '@/components/layout/page';
import { CursorPagination } from '@/components/ui/pagination';
import { type QueryParam, single } from '@/lib/base/query-param';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { listSecurityEvents, type SecurityEventView } from '@/lib/security/queries';
import { securityEventFilterSchema } from '@/lib/security/schema';
import { requireOperatorUser } from '../require-operator';
import { EventFilters } from './event-filters';
import { EventList } from './event-list';

export const metadata: Metadata = { title: 'Security events' };

type Search = { kind?: QueryParam; address?: QueryParam; before?: QueryParam; after?: QueryParam };

export default async function SecurityEventsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const address = single(search.address);
  const filter = securityEventFilterSchema.parse({
    kind: single(search.kind),
    ip: address,
    before: single(search.before),
    after: single(search.after),
  });
  const values = { kind: filter.kind, address };
  const viewer = await requireOperatorUser(routes.securityEvents(values));
  const found = await listSecurityEvents(viewer, filter);
  const isFiltered = Object.values(values).some(Boolean);
  return (
    <PageMain wide>
      <PageHeader
        title="Security events"
        purpose="Failed sign-ins, refused requests and unknown keys of the last 90 days, counted by address and hour."
      />
      {found.rows.length > 0 || isFiltered ? <EventFilters values={values} /> : null}
      {found.rows.length > 0 ? (
        <div className="rounded-card border bg-card px-4">
          <EventList events={found.rows} now={new Date().toISOString()} />
          <div className="border-t">
            <CursorPagination {...paginationOf(found, values)} />
          </div>
        </div>
      ) : (
        <Nothing isFiltered={isFiltered} />
      )}
    </PageMain>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <NothingMatches noun="event" all={routes.securityEvents()} />;
  return (
    <EmptyState title="No security events">
      What an attack would cause appears here within a second, and in the log as lines with{' '}
      <code className="font-mono text-code text-ink">"stream":"security"</code>.
    </EmptyState>
  );
}

function paginationOf({ rows, previous, next }: Page<SecurityEventView>, values: Record<string, string | undefined>) {
  return {
    count: rows.length === 1 ? '1 row' : `${rows.length} rows`,
    newer: previous && routes.securityEvents({ ...values, after: previous }),
    older: next && routes.securityEvents({ ...values, before: next }),
  };
}
