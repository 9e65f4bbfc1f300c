import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { RequestSender } from '@/components/senders/request-sender';
import { SenderCards, SenderTable } from '@/components/senders/sender-table';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/routes';
import { listSenderIds } from '@/lib/senders/queries';
import { removeSenderIdAction, requestSenderIdAction } from './actions';

export const metadata: Metadata = { title: 'Sender IDs' };

/** The operator's decision shows by itself. */
const RENEW_MS = 5_000;

export default async function SenderIdsPage() {
  const user = await requireUser(routes.senderIds());
  const senders = await listSenderIds(user);
  const { operator } = user;
  const manages = can(user, 'senders:manage');
  const button = manages && <RequestSender request={requestSenderIdAction} operator={operator} />;
  const list = {
    senders,
    manages,
    operator,
    now: new Date().toISOString(),
    actions: { request: requestSenderIdAction, remove: removeSenderIdAction },
  };
  return (
    <PageMain wide>
      <PageHeader
        title="Sender IDs"
        purpose="The names and numbers that your messages may come from. The operator of this installation approves each."
        action={button}
      />
      {!manages && <Notice>Only administrators of the account request and remove sender IDs.</Notice>}
      {senders.length === 0 ? (
        <EmptyState title="No sender IDs yet" action={button}>
          A sender ID is what recipients see a message come from: your name, your number or a short code. Once it is
          approved, requests can name it, and keys can have it as their default.
        </EmptyState>
      ) : (
        <>
          <SenderTable {...list} />
          <SenderCards {...list} />
        </>
      )}
      <LiveRefresh active={senders.some(({ state }) => state === 'pending')} everyMs={RENEW_MS} />
    </PageMain>
  );
}
