import type { Metadata } from 'next';
import Link from 'next/link';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { NothingMatches } from '@/components/layout/nothing-matches';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { FirstMessage } from '@/components/messages/first-message';
import { MessageFilters } from '@/components/messages/message-filters';
import { MessageCards, MessageTable } from '@/components/messages/message-table';
import { Steps } from '@/components/ui/steps';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { publicUrl } from '@/lib/env';
import { listKeyChoices, listMessages, type MessagePage } from '@/lib/messages/queries';
import { isFinal } from '@/lib/messages/rules';
import { routes } from '@/lib/routes';
import { cancelMessageAction } from '../actions';
import { type MessageAddress, readFilter } from './filter';

export const metadata: Metadata = { title: 'Messages' };

export default async function MessagesPage({ searchParams }: { searchParams: Promise<MessageAddress> }) {
  const { values, filter } = readFilter(await searchParams);
  const user = await requireUser(routes.messages(values));
  const [found, keys] = await Promise.all([listMessages(user, filter), listKeyChoices(user, filter.apiKeyId)]);
  const filtered = Object.values(values).some(Boolean) || Boolean(filter.before ?? filter.after);
  const now = new Date().toISOString();
  const list = { messages: found.messages, now, cancel: can(user, 'messages:send') ? cancelMessageAction : null };
  const steps = <Steps {...stepsOf(found, values)} />;
  return (
    <PageMain wide>
      <PageHeader title="Messages" purpose="Every SMS your keys have sent, newest first, and what became of it." />
      {found.messages.length === 0 && !filtered ? (
        <NoMessages />
      ) : (
        <>
          <MessageFilters values={values} keys={keys} />
          {found.messages.length === 0 ? (
            <NothingMatches noun="message" all={routes.messages()} />
          ) : (
            <>
              <MessageTable {...list} footer={<div className="border-t px-4">{steps}</div>} />
              <MessageCards {...list} />
              <div className="sm:hidden">{steps}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh active={found.messages.some((message) => !isFinal(message.status))} />
    </PageMain>
  );
}

function stepsOf({ messages, hasNewer, hasOlder }: MessagePage, values: Record<string, string | undefined>) {
  return {
    count: messages.length === 1 ? '1 message' : `${messages.length} messages`,
    newer: hasNewer ? routes.messages({ ...values, after: messages.at(0)?.id }) : null,
    older: hasOlder ? routes.messages({ ...values, before: messages.at(-1)?.id }) : null,
  };
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
