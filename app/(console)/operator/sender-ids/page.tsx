import type { Metadata } from 'next';
import { ListFilters } from '@/components/form/list-filters';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { CursorPagination } from '@/components/ui/pagination';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { type AnySenderId, listAllSenderIds } from '@/lib/senders/queries';
import { type SenderIdFilterInput, type SenderState, senderIdFilterSchema } from '@/lib/senders/schema';
import { requireOperatorUser } from '../require-operator';
import { SenderIdCards, SenderIdTable } from './sender-id-table';

export const metadata: Metadata = { title: 'Sender IDs of all accounts' };

const STATES = { any: 'Any state', names: { pending: 'Pending', approved: 'Approved', rejected: 'Rejected' } };

export default async function OperatorSenderIdsPage({ searchParams }: { searchParams: Promise<SenderIdFilterInput> }) {
  const filter = senderIdFilterSchema.parse(await searchParams);
  const { state } = filter;
  const user = await requireOperatorUser(routes.operatorSenderIds({ state }));
  const found = await listAllSenderIds(user, filter);
  const list = { senderIds: found.rows, now: new Date().toISOString() };
  const pages = <CursorPagination {...paginationOf(found, state)} />;
  const isEmpty = found.rows.length === 0;
  return (
    <PageMain wide>
      <PageHeader
        title="Sender IDs"
        purpose="The names and numbers that accounts want to use as sender. Approve those that belong to them."
      />
      {isEmpty && !state ? (
        <EmptyState title="No sender IDs yet">
          A sender ID that an account requests appears here for your decision. Messages cannot use it until you approve
          it.
        </EmptyState>
      ) : (
        <>
          <ListFilters list="senders" state={state} states={STATES} />
          {isEmpty ? (
            <NothingMatches noun="sender ID" title={`No sender ID is ${state}`} all={routes.operatorSenderIds()} />
          ) : (
            <>
              <SenderIdTable {...list} footer={<div className="border-t px-4">{pages}</div>} />
              <SenderIdCards {...list} />
              <div className="sm:hidden">{pages}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh topics={[]} all={['settings']} />
    </PageMain>
  );
}

function paginationOf({ rows, previous, next }: Page<AnySenderId>, state: SenderState | undefined) {
  return {
    count: rows.length === 1 ? '1 sender ID' : `${rows.length} sender IDs`,
    labels: { newer: 'Previous', older: 'Next' },
    newer: previous && routes.operatorSenderIds({ state, before: previous }),
    older: next && routes.operatorSenderIds({ state, after: next }),
  };
}
