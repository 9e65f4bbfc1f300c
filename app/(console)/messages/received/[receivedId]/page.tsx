import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Facts } from '@/components/ui/facts';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { requireUser } from '@/lib/auth/session';
import { isAppError } from '@/lib/base/errors';
import { routes } from '@/lib/base/routes';
import { getReceived, type ReceivedDetail } from '@/lib/received/queries';
import { WebhookAttempts } from './webhook-attempts';

export const metadata: Metadata = { title: 'Received message' };

const ENCODINGS = { gsm7: 'GSM-7', ucs2: 'UCS-2', binary: 'binary' };

export default async function ReceivedMessagePage({ params }: { params: Promise<{ receivedId: string }> }) {
  const { receivedId } = await params;
  const user = await requireUser(routes.receivedMessage(receivedId));
  const { message, report, attempts } = await getReceived(user, receivedId).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
  const now = new Date().toISOString();
  return (
    <PageMain>
      <Link href={routes.received()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Received
      </Link>
      <PageHeader
        title={<span className="font-mono text-[21px] tracking-tight break-all">{message.sender || 'unknown'}</span>}
      />
      {message.missingParts > 0 && (
        <Notice>
          {message.missingParts} of its {message.parts} parts had not arrived after 24 hours. […] marks where they are
          missing.
        </Notice>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_380px]">
        <div className="grid min-w-0 gap-4">
          <Card title="Text">
            <p dir="auto" className="break-words whitespace-pre-wrap">
              {message.text || <span className="text-soft">The message has no text.</span>}
            </p>
          </Card>
          <Card title="Webhook">
            <WebhookAttempts report={report} attempts={attempts} now={now} />
          </Card>
        </div>
        <Card title="Details">
          <ReceivedFacts message={message} now={now} />
        </Card>
      </div>
      <LiveRefresh topics={['messages']} />
    </PageMain>
  );
}

function ReceivedFacts({ message, now }: { message: ReceivedDetail['message']; now: string }) {
  return (
    <Facts
      items={[
        { name: 'Received', value: <Time at={message.receivedAt.toISOString()} now={now} show="exact" /> },
        { name: 'From', value: <Mono>{message.sender || 'unknown'}</Mono> },
        { name: 'To', value: <Mono>{message.recipient || 'unknown'}</Mono> },
        ...(message.keyword === null ? [] : [{ name: 'Keyword', value: message.keyword }]),
        { name: 'Segments', value: `${message.parts} · ${ENCODINGS[message.encoding]}` },
        { name: 'Id', value: <Mono>{message.id}</Mono> },
      ]}
    />
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

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-code break-all">{children}</span>;
}
