import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { ListFilters } from '@/components/operator/list-filters';
import { NothingMatches } from '@/components/operator/nothing-matches';
import { SenderIdCards, SenderIdTable } from '@/components/operator/sender-id-table';
import { Steps } from '@/components/ui/steps';
import { routes } from '@/lib/routes';
import { listAllSenderIds, type SenderIdPage } from '@/lib/senders/queries';
import { type SenderIdFilterInput, type SenderState, senderIdFilterSchema } from '@/lib/senders/schema';
import { approveSenderIdAction, rejectSenderIdAction } from '../actions';
import { requireOperatorUser } from '../require-operator';

export const metadata: Metadata = { title: 'Sender IDs of all accounts' };

/** New requests appear by themselves. */
const RENEW_MS = 10_000;
const STATES = { any: 'Any state', names: { pending: 'Pending', approved: 'Approved', rejected: 'Rejected' } };
const ACTIONS = { approve: approveSenderIdAction, reject: rejectSenderIdAction };

export default async function OperatorSenderIdsPage({ searchParams }: { searchParams: Promise<SenderIdFilterInput> }) {
  const filter = senderIdFilterSchema.parse(await searchParams);
  const { state } = filter;
  const user = await requireOperatorUser(routes.operatorSenderIds({ state }));
  const found = await listAllSenderIds(user, filter);
  const list = { senderIds: found.senderIds, now: new Date().toISOString(), actions: ACTIONS };
  const steps = <Steps {...stepsOf(found, state)} />;
  const isEmpty = found.senderIds.length === 0;
  return (
    <PageMain wide>
      <PageHeader
        title="Sender IDs"
        purpose="The names and numbers that accounts want to send under. Approve those that are theirs."
      />
      {isEmpty && !state ? (
        <EmptyState title="No sender IDs yet">
          A sender ID that an account requests appears here and waits for your decision. Until you approve it, nothing
          goes out under it.
        </EmptyState>
      ) : (
        <>
          <ListFilters list="senders" state={state} states={STATES} />
          {isEmpty ? (
            <NothingMatches
              title={`No sender ID is ${state}`}
              all={{ href: routes.operatorSenderIds(), label: 'Show all sender IDs' }}
            />
          ) : (
            <>
              <SenderIdTable {...list} footer={<div className="border-t px-4">{steps}</div>} />
              <SenderIdCards {...list} />
              <div className="sm:hidden">{steps}</div>
            </>
          )}
        </>
      )}
      <LiveRefresh active everyMs={RENEW_MS} />
    </PageMain>
  );
}

function stepsOf({ senderIds, before, after }: SenderIdPage, state: SenderState | undefined) {
  return {
    count: senderIds.length === 1 ? '1 sender ID' : `${senderIds.length} sender IDs`,
    words: { newer: 'Previous', older: 'Next' },
    newer: before && routes.operatorSenderIds({ state, before }),
    older: after && routes.operatorSenderIds({ state, after }),
  };
}
