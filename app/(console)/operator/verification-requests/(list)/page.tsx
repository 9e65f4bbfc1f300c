import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { ListFilters } from '@/components/operator/list-filters';
import { NothingMatches } from '@/components/operator/nothing-matches';
import { RequestCards, RequestTable } from '@/components/operator/request-table';
import { RecordPages } from '@/components/ui/record-pages';
import { listRequests } from '@/lib/accounts/verification/queries';
import { type RequestFilterInput, requestFilterSchema } from '@/lib/accounts/verification/schema';
import { routes } from '@/lib/routes';
import { requireOperatorUser } from '../../require-operator';

export const metadata: Metadata = { title: 'Verification requests' };

/** New requests appear by themselves. */
const RENEW_MS = 10_000;
const STATES = { any: 'Any state', names: { pending: 'Pending', approved: 'Approved', rejected: 'Rejected' } };

export default async function RequestsPage({ searchParams }: { searchParams: Promise<RequestFilterInput> }) {
  const filter = requestFilterSchema.parse(await searchParams);
  const { state } = filter;
  const user = await requireOperatorUser(routes.operatorRequests({ state }));
  const found = await listRequests(user, filter);
  const now = new Date().toISOString();
  const pages = <RecordPages found={found} address={(page) => routes.operatorRequests({ state, page })} />;
  return (
    <PageMain wide>
      <PageHeader
        title="Verification requests"
        purpose="Accounts that want API keys. Look at who they are and what they will send, then decide."
      />
      {found.total === 0 && !state ? (
        <EmptyState title="No requests yet">
          An account that asks to be verified appears here and waits for your decision. Until you approve it, it can
          look around but has no API keys.
        </EmptyState>
      ) : (
        <>
          <ListFilters list="requests" state={state} states={STATES} />
          {found.total === 0 ? (
            <NothingMatches
              title={`No request is ${state}`}
              all={{ href: routes.operatorRequests(), label: 'Show all requests' }}
            />
          ) : (
            <>
              <RequestTable requests={found.requests} now={now} footer={pages} />
              <RequestCards requests={found.requests} now={now} />
              <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh active everyMs={RENEW_MS} />
    </PageMain>
  );
}
