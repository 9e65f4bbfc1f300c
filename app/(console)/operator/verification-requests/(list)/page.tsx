import type { Metadata } from 'next';
import { ListFilters } from '@/components/form/list-filters';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { NumberedPagination } from '@/components/ui/pagination';
import { listRequests } from '@/lib/accounts/verification/queries';
import { type RequestFilterInput, requestFilterSchema } from '@/lib/accounts/verification/schema';
import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from '../../require-operator';
import { RequestCards, RequestTable } from './request-table';

export const metadata: Metadata = { title: 'Verification requests' };

const STATES = { any: 'Any state', names: { pending: 'Pending', approved: 'Approved', rejected: 'Rejected' } };

export default async function RequestsPage({ searchParams }: { searchParams: Promise<RequestFilterInput> }) {
  const filter = requestFilterSchema.parse(await searchParams);
  const { state } = filter;
  const user = await requireOperatorUser(routes.operatorRequests({ state }));
  const found = await listRequests(user, filter);
  const now = new Date().toISOString();
  const pages = <NumberedPagination found={found} address={(page) => routes.operatorRequests({ state, page })} />;
  return (
    <PageMain wide>
      <PageHeader
        title="Verification requests"
        purpose="Accounts that request API keys. Check their identity and their purpose, then decide."
      />
      {found.total === 0 && !state ? (
        <EmptyState title="No requests yet">
          An account that requests verification appears here for your decision. Until you approve it, it cannot have API
          keys.
        </EmptyState>
      ) : (
        <>
          <ListFilters list="requests" state={state} states={STATES} />
          {found.total === 0 ? (
            <NothingMatches noun="request" title={`No request is ${state}`} all={routes.operatorRequests()} />
          ) : (
            <>
              <RequestTable requests={found.requests} now={now} footer={pages} />
              <RequestCards requests={found.requests} now={now} />
              <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh topics={[]} all={['settings']} />
    </PageMain>
  );
}
