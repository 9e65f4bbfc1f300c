import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { StatusBadge } from '@/components/messages/status-badge';
import { Link } from '@/components/ui/link';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { isAppError } from '@/lib/base/errors';
import { routes } from '@/lib/base/routes';
import { failureSentence } from '@/lib/messages/rules';
import { getMessageTimeline } from '@/lib/messages/timeline';
import { CancelButton } from '../cancel-button';
import { MessageFacts } from './message-facts';
import { MessageParts } from './message-parts';
import { pendingSteps } from './pending-steps';
import { Timeline } from './timeline';

export const metadata: Metadata = { title: 'Message' };

export default async function MessagePage({ params }: { params: Promise<{ messageId: string }> }) {
  const { messageId } = await params;
  const user = await requireUser(routes.message(messageId));
  const timeline = await getMessageTimeline(user, messageId).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
  const { message } = timeline;
  const now = new Date().toISOString();
  const failure = failureSentence(message.errorCode);
  return (
    <PageMain>
      <Link href={routes.messages()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Messages
      </Link>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-mono text-[21px] tracking-tight">{message.recipient}</span>
            <StatusBadge status={message.status} />
          </span>
        }
        action={
          message.status === 'scheduled' &&
          can(user, 'messages:send') && <CancelButton message={{ id: message.id, recipient: message.recipient }} />
        }
      />
      {failure && <Notice tone={message.status === 'unknown' ? 'info' : 'bad'}>{failure}</Notice>}
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_380px]">
        <Card title="Timeline">
          <Timeline events={timeline.events} now={now} pending={pendingSteps(timeline, now)} />
        </Card>
        <div className="grid min-w-0 gap-4">
          <Card title="Text">
            <p className="break-words whitespace-pre-wrap">{message.text}</p>
          </Card>
          {timeline.parts.length > 0 && (
            <Card title="Parts">
              <MessageParts parts={timeline.parts} now={now} />
            </Card>
          )}
          <Card title="Details">
            <MessageFacts timeline={timeline} now={now} />
          </Card>
        </div>
      </div>
      <LiveRefresh topics={['messages']} />
    </PageMain>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-card border bg-card p-5">
      <h2 className="mb-4 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
