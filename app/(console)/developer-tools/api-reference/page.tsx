import type { Metadata } from 'next';
import { PageHeader, PageMain } from '@/components/layout/page';
import { ScrollToHash } from '@/components/layout/scroll-to-hash';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { exampleResponse } from '@/lib/problems/example';
import { env, publicUrl } from '@/lib/runtime/env';
import { AuthenticationChapter } from './authentication';
import { examples } from './examples';
import { ManagingChapter } from './managing-keys';
import { CancelChapter, ListChapter, ReadChapter } from './reading';
import { ReceivedChapter } from './receiving';
import { ErrorsChapter, ReportsChapter, SimulatorChapter } from './reporting';
import { BatchChapter, RepeatChapter, SendChapter } from './sending';
import { PullChapter, WebhooksChapter } from './webhooks';

export const metadata: Metadata = { title: 'API reference' };

const CHAPTERS = [
  ['authentication', 'Authentication'],
  ['send', 'Send an SMS'],
  ['batch', 'Send many'],
  ['repeat', 'Repeat safely'],
  ['read', 'Read a message'],
  ['list', 'List messages'],
  ['cancel', 'Cancel a message'],
  ['errors', 'Errors'],
  ['reports', 'Delivery reports'],
  ['webhooks', 'Webhook endpoints'],
  ['pull', 'Read reports'],
  ['received', 'Received messages'],
  ['simulator', 'Simulator'],
  ['keys', 'Manage keys'],
] as const;

export default async function ApiReferencePage() {
  await requireUser(routes.apiReference());
  const example = examples(publicUrl());
  return (
    <PageMain>
      <ScrollToHash />
      <PageHeader title="API reference" purpose="How your applications send SMS and receive delivery reports." />
      <div className="flex gap-10">
        <div className="min-w-0 flex-1">
          <AuthenticationChapter example={example} url={publicUrl()} />
          <SendChapter example={example} maxSegments={env().MAX_SEGMENTS} />
          <BatchChapter example={example} />
          <RepeatChapter example={example} />
          <ReadChapter example={example} />
          <ListChapter example={example} />
          <CancelChapter example={example} />
          <ErrorsChapter example={exampleResponse('invalid_fields').text} />
          <ReportsChapter example={example} />
          <WebhooksChapter example={example} />
          <PullChapter example={example} />
          <ReceivedChapter example={example} />
          <SimulatorChapter />
          <ManagingChapter example={example} />
        </div>
        <nav aria-label="On this page" className="sticky top-20 hidden h-fit w-44 shrink-0 xl:block">
          <p className="mb-2 text-small font-medium text-soft">On this page</p>
          <ul className="space-y-1.5">
            {CHAPTERS.map(([id, title]) => (
              <li key={id}>
                <a href={`#${id}`} className="text-soft hover:text-ink">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </PageMain>
  );
}
