import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import { listAccounts } from '@/lib/accounts/queries';
import { type QueryParam, single } from '@/lib/base/query-param';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { type AnyNumber, listNumbers } from '@/lib/received/numbers/queries';
import { requireOperatorUser } from '../../require-operator';
import { AssignButton } from './number-actions';
import { NumberCards, NumberTable } from './number-table';

export const metadata: Metadata = { title: 'Numbers' };

type NumbersAddress = { before?: QueryParam; after?: QueryParam };

export default async function NumbersPage({ searchParams }: { searchParams: Promise<NumbersAddress> }) {
  const { before, after } = await searchParams;
  const user = await requireOperatorUser(routes.operatorNumbers());
  const cursors = { before: single(before), after: single(after) };
  const [found, accounts] = await Promise.all([listNumbers(user, cursors), listAccounts(user)]);
  const list = { numbers: found.rows, now: new Date().toISOString() };
  const choices = accounts.map(({ id, name }) => ({ id, name }));
  const pages = <CursorPagination {...paginationOf(found)} />;
  return (
    <PageMain wide>
      <PageHeader
        title="Numbers"
        purpose="The numbers and keywords whose received messages belong to an account."
        action={
          <div className="flex flex-wrap gap-2">
            <Button asChild>
              <Link href={routes.unassignedMessages()}>Unassigned</Link>
            </Button>
            <AssignButton accounts={choices} />
          </div>
        }
      />
      {found.rows.length === 0 ? (
        <EmptyState title="No numbers yet">
          Carriers deliver messages that are sent to your numbers. Assign each number, or a keyword of a number that
          accounts share, to the account that its messages belong to.
        </EmptyState>
      ) : (
        <>
          <NumberTable {...list} footer={<div className="border-t px-4">{pages}</div>} />
          <NumberCards {...list} />
          <div className="sm:hidden">{pages}</div>
        </>
      )}
    </PageMain>
  );
}

function paginationOf({ rows, previous, next }: Page<AnyNumber>) {
  return {
    count: rows.length === 1 ? '1 number' : `${rows.length} numbers`,
    newer: previous && routes.operatorNumbers({ after: previous }),
    older: next && routes.operatorNumbers({ before: next }),
  };
}
