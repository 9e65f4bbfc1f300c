import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import { listAccounts } from '@/lib/accounts/queries';
import { type QueryParam, single } from '@/lib/base/query-param';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { listUnassigned, type UnassignedMessage } from '@/lib/received/queries';
import { requireOperatorUser } from '../../require-operator';
import { UnassignedCards, UnassignedTable } from './unassigned-table';

export const metadata: Metadata = { title: 'Unassigned messages' };

type UnassignedAddress = { before?: QueryParam; after?: QueryParam };

export default async function UnassignedPage({ searchParams }: { searchParams: Promise<UnassignedAddress> }) {
  const { before, after } = await searchParams;
  const user = await requireOperatorUser(routes.unassignedMessages());
  const cursors = { before: single(before), after: single(after) };
  const [found, accounts] = await Promise.all([listUnassigned(user, cursors), listAccounts(user)]);
  const list = {
    messages: found.rows,
    accounts: accounts.map(({ id, name }) => ({ id, name })),
    now: new Date().toISOString(),
  };
  const pages = <CursorPagination {...paginationOf(found)} />;
  return (
    <PageMain wide>
      <Link href={routes.operatorNumbers()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Numbers
      </Link>
      <PageHeader
        title="Unassigned messages"
        purpose="Received messages whose number, or keyword, belonged to no account when they arrived. Only operators see them."
      />
      {found.rows.length === 0 ? (
        <EmptyState title="No unassigned messages">
          A message to a number that is not assigned to an account appears here, so that it is not lost.
        </EmptyState>
      ) : (
        <>
          <UnassignedTable {...list} footer={<div className="border-t px-4">{pages}</div>} />
          <UnassignedCards {...list} />
          <div className="sm:hidden">{pages}</div>
        </>
      )}
      {!cursors.before && !cursors.after && <LiveRefresh topics={[]} all={['messages']} />}
    </PageMain>
  );
}

function paginationOf({ rows, previous, next }: Page<UnassignedMessage>) {
  return {
    count: rows.length === 1 ? '1 message' : `${rows.length} messages`,
    newer: previous && routes.unassignedMessages({ after: previous }),
    older: next && routes.unassignedMessages({ before: next }),
  };
}
