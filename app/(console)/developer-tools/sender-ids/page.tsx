import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listSenderIds } from '@/lib/senders/queries';
import { RequestSender } from './sender-actions';
import { SenderCards, SenderTable } from './sender-table';

export const metadata: Metadata = { title: 'Sender IDs' };

export default async function SenderIdsPage() {
  const user = await requireUser(routes.senderIds());
  const senders = await listSenderIds(user);
  const { operator } = user;
  const manages = can(user, 'senders:manage');
  const button = manages && <RequestSender operator={operator} />;
  const list = {
    senders,
    manages,
    operator,
    now: new Date().toISOString(),
  };
  return (
    <PageMain wide>
      <PageHeader
        title="Sender IDs"
        purpose="The names and numbers that your messages may use as sender. The operator of this installation approves each."
        action={button}
      />
      {!manages && <Notice>Only administrators of the account request and remove sender IDs.</Notice>}
      {senders.length === 0 ? (
        <EmptyState title="No sender IDs yet" action={button}>
          A sender ID is the sender that recipients see: your name, your number or a short code. Once it is approved,
          requests can name it, and keys can have it as their default.
        </EmptyState>
      ) : (
        <>
          <SenderTable {...list} />
          <SenderCards {...list} />
        </>
      )}
      <LiveRefresh topics={['settings']} />
    </PageMain>
  );
}
