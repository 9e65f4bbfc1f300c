import type { Metadata } from 'next';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { curlSend } from '@/components/messages/curl-command';
import { CodeBlock } from '@/components/ui/code-block';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { listMessages } from '@/lib/messages/list-messages';
import type { ListedMessage } from '@/lib/messages/message-row';
import { listKeyChoices } from '@/lib/messages/queries';
import { publicUrl } from '@/lib/runtime/env';
import { type MessageAddress, readFilter } from './filter';
import { MessageFilters } from './message-filters';
import { MessageCards, MessageTable } from './message-table';

export const metadata: Metadata = { title: 'Messages' };

export default async function MessagesPage({ searchParams }: { searchParams: Promise<MessageAddress> }) {
  const { values, filter } = readFilter(await searchParams);
  const user = await requireUser(routes.messages(values));
  const [found, keys] = await Promise.all([listMessages(user, filter), listKeyChoices(user, filter.apiKeyId)]);
  const filtered = Object.values(values).some(Boolean) || Boolean(filter.before ?? filter.after);
  const now = new Date().toISOString();
  const list = { messages: found.rows, now, cancels: can(user, 'messages:send') };
  const pages = <CursorPagination {...paginationOf(found, values)} />;
  return (
    <PageMain wide>
      <PageHeader title="Messages" purpose="All SMS that your keys have sent, newest first, with their status." />
      {found.rows.length === 0 && !filtered ? (
        <NoMessages />
      ) : (
        <>
          <MessageFilters values={values} keys={keys} />
          {found.rows.length === 0 ? (
            <NothingMatches noun="message" all={routes.messages()} />
          ) : (
            <>
              <MessageTable {...list} footer={<div className="border-t px-4">{pages}</div>} />
              <MessageCards {...list} />
              <div className="sm:hidden">{pages}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh topics={['messages']} />
    </PageMain>
  );
}

function paginationOf({ rows, previous, next }: Page<ListedMessage>, values: Record<string, string | undefined>) {
  return {
    count: rows.length === 1 ? '1 message' : `${rows.length} messages`,
    newer: previous && routes.messages({ ...values, after: previous }),
    older: next && routes.messages({ ...values, before: next }),
  };
}

function NoMessages() {
  return (
    <EmptyState title="No messages yet">
      <p>
        Each SMS you send appears here immediately with its progress: accepted, submitted to a carrier, delivered. Put{' '}
        <Link href={routes.apiKeys()} className="text-accent underline underline-offset-2">
          one of your keys
        </Link>{' '}
        into this command to send the first.
      </p>
      <CodeBlock code={curlSend(publicUrl())} label="command" title="Terminal" className="mt-5" />
    </EmptyState>
  );
}
