import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import type { UserActor } from '@/lib/access/actor';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listOwnNumbers } from '@/lib/received/numbers/queries';
import { listReceived, type ReceivedPage } from '@/lib/received/queries';
import { type ReceivedAddress, readFilter } from '../filter';
import { ReceivedFilters } from './received-filters';
import { ReceivedCards, ReceivedTable } from './received-table';

export const metadata: Metadata = { title: 'Received messages' };

export default async function ReceivedMessagesPage({ searchParams }: { searchParams: Promise<ReceivedAddress> }) {
  const { values, filter } = readFilter(await searchParams);
  const user = await requireUser(routes.received(values));
  const found = await listReceived(user, filter);
  const isFirst = !filter.before && !filter.after;
  const isEmpty = found.rows.length === 0;
  const filtered = Object.values(values).some(Boolean) || !isFirst;
  return (
    <PageMain wide>
      <PageHeader
        title="Received"
        purpose="Messages that were sent to your numbers, newest first."
        action={
          !(isEmpty && !filtered) && (
            <Button asChild>
              <a href={routes.receivedCsv(values)} download>
                <Download aria-hidden strokeWidth={1.75} /> Download CSV
              </a>
            </Button>
          )
        }
      />
      {isEmpty && !filtered ? (
        <NoMessages user={user} />
      ) : (
        <>
          <ReceivedFilters values={values} />
          <Found found={found} values={values} />
        </>
      )}
      {isFirst && !values.search && <LiveRefresh topics={['messages', 'settings']} />}
    </PageMain>
  );
}

type FoundProps = { found: ReceivedPage; values: Record<string, string | undefined> };

function Found({ found, values }: FoundProps) {
  const { rows, previous, next, isPartial } = found;
  const pages = (
    <CursorPagination
      count={rows.length === 1 ? '1 message' : `${rows.length} messages`}
      newer={previous && routes.received({ ...values, after: previous })}
      older={next && routes.received({ ...values, before: next })}
    />
  );
  if (rows.length === 0 && !isPartial) return <NothingMatches noun="message" all={routes.received()} />;
  const list = { messages: rows, now: new Date().toISOString() };
  return (
    <>
      {isPartial && <Notice>Not all messages were searched yet. The search continues on the next page.</Notice>}
      {rows.length > 0 && (
        <>
          <ReceivedTable {...list} footer={<div className="border-t px-4">{pages}</div>} />
          <ReceivedCards {...list} />
        </>
      )}
      <div className={rows.length > 0 ? 'sm:hidden' : undefined}>{pages}</div>
    </>
  );
}

async function NoMessages({ user }: { user: UserActor }) {
  const numbers = await listOwnNumbers(user);
  const shown = numbers.slice(0, 3).map(({ number, keyword }) => (keyword ? `${number} (${keyword})` : number));
  const rest = numbers.length - shown.length;
  return (
    <EmptyState title="No received messages yet">
      {numbers.length === 0 ? (
        <p>
          A message that is sent to one of your numbers appears here, and is posted to your webhook. Your account has no
          number yet: the operator of this installation assigns them.
        </p>
      ) : (
        <p>
          A message to <strong className="font-medium text-ink">{shown.join(', ')}</strong>
          {rest > 0 && ` and ${rest} more`} appears here, and is posted to your webhook.{' '}
          <Link href={routes.apiReference('received')} className="text-accent underline underline-offset-2">
            See the API reference
          </Link>{' '}
          for its form.
        </p>
      )}
    </EmptyState>
  );
}
