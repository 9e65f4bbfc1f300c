import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { EmptyState } from '@/components/layout/empty-state';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { FirstMessage } from '@/components/messages/first-message';
import { LiveRefresh } from '@/components/messages/live-refresh';
import { MessageFilters } from '@/components/messages/message-filters';
import { MessageCards, MessageTable } from '@/components/messages/message-table';
import { Button } from '@/components/ui/button';
import { PageLink } from '@/components/ui/pagination';
import { requireUser } from '@/lib/auth/session';
import { publicUrl } from '@/lib/env';
import { listKeyChoices, listMessages, type MessagePage } from '@/lib/messages/queries';
import { isFinal } from '@/lib/messages/rules';
import { routes } from '@/lib/routes';
import { type MessageSearch, readFilter } from './filter';

export const metadata: Metadata = { title: 'Messages' };

export default async function MessagesPage({ searchParams }: { searchParams: Promise<MessageSearch> }) {
  const { values, filter, recipientProblem } = readFilter(await searchParams);
  const user = await requireUser(routes.messages(values));
  const [found, keys] = await Promise.all([listMessages(user, filter), listKeyChoices(user, filter.keyId)]);
  const filtered = Object.values(values).some(Boolean) || Boolean(filter.before ?? filter.after);
  const now = new Date().toISOString();
  const steps = <Steps page={found} values={values} />;
  return (
    <PageMain wide>
      <PageHeader title="Messages" purpose="Every SMS your keys have sent, newest first, and what became of it." />
      {found.messages.length === 0 && !filtered ? (
        <NoMessages />
      ) : (
        <>
          <MessageFilters values={values} keys={keys} recipientProblem={recipientProblem} />
          {found.messages.length === 0 ? (
            <NothingFound />
          ) : (
            <>
              <MessageTable messages={found.messages} now={now} footer={<div className="border-t px-4">{steps}</div>} />
              <MessageCards messages={found.messages} now={now} />
              <div className="sm:hidden">{steps}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh active={found.messages.some((message) => !isFinal(message.status))} />
    </PageMain>
  );
}

function Steps({ page, values }: { page: MessagePage; values: Record<string, string | undefined> }) {
  const newest = page.messages.at(0)?.id;
  const oldest = page.messages.at(-1)?.id;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">
        {page.messages.length === 1 ? '1 message' : `${page.messages.length} messages`} on this page
      </p>
      <div className="flex gap-2">
        <PageLink href={page.hasNewer ? routes.messages({ ...values, after: newest }) : null}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> Newer
        </PageLink>
        <PageLink href={page.hasOlder ? routes.messages({ ...values, before: oldest }) : null}>
          Older <ChevronRight aria-hidden strokeWidth={1.75} />
        </PageLink>
      </div>
    </nav>
  );
}

function NoMessages() {
  return (
    <EmptyState title="No messages yet">
      <p>
        Each SMS you send appears here at once and shows its way: accepted, handed to a carrier, delivered. Put{' '}
        <Link href={routes.apiKeys()} className="text-accent underline underline-offset-2">
          one of your keys
        </Link>{' '}
        into this command to send the first.
      </p>
      <FirstMessage url={publicUrl()} className="mt-5" />
    </EmptyState>
  );
}

function NothingFound() {
  return (
    <section className="rounded-card border bg-card px-5 py-16 text-center">
      <h2 className="text-title">No message matches</h2>
      <p className="mt-1.5 text-soft">The filters above hide every other message. Loosen one, or look at all.</p>
      <Button asChild className="mt-5">
        <Link href={routes.messages()}>Show all messages</Link>
      </Button>
    </section>
  );
}
