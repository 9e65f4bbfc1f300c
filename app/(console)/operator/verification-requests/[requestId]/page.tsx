import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Facts } from '@/components/ui/facts';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { RequestFacts } from '@/components/verification/request-facts';
import { RequestStateBadge } from '@/components/verification/state-badge';
import type { RequestView } from '@/lib/accounts/verification/queries';
import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from '../../require-operator';
import { DecideRequest } from './decide-request';
import { loadRequest } from './load-request';

export const metadata: Metadata = { title: 'Verification request' };

export default async function RequestPage({ params }: { params: Promise<{ requestId: string }> }) {
  const { requestId } = await params;
  const user = await requireOperatorUser(routes.operatorRequest(requestId));
  const request = await loadRequest(user, requestId);
  const { id, accountName, state } = request;
  return (
    <PageMain>
      <Link href={routes.operatorRequests()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> Verification requests
      </Link>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 break-words">{accountName}</span>
            <RequestStateBadge state={state} />
          </span>
        }
        action={state === 'pending' && <DecideRequest id={id} accountName={accountName} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_380px]">
        <Card title="Request">
          <RequestFacts request={request} />
        </Card>
        <Card title="Status">
          <RequestStatus request={request} now={new Date().toISOString()} />
        </Card>
      </div>
      <LiveRefresh topics={[]} all={['settings']} />
    </PageMain>
  );
}

function RequestStatus({ request, now }: { request: RequestView; now: string }) {
  const { accountName, accountVerified, requestedBy, requestedAt, decidedBy, decidedAt, reason, state } = request;
  const account = (
    <Link href={routes.operatorAccounts({ search: accountName })} className="text-accent underline underline-offset-2">
      {accountVerified ? 'Verified' : 'Not verified'}
    </Link>
  );
  return (
    <>
      <Facts
        items={[
          { name: 'Requested by', value: requestedBy },
          { name: 'Requested', value: <Time at={requestedAt.toISOString()} now={now} show="exact" /> },
          ...(decidedAt
            ? [
                { name: state === 'approved' ? 'Approved by' : 'Rejected by', value: decidedBy },
                { name: 'Decided', value: <Time at={decidedAt.toISOString()} now={now} show="exact" /> },
              ]
            : []),
          { name: 'Account', value: account },
        ]}
      />
      {reason && (
        <>
          <h3 className="mt-2.5 border-t pt-2.5 text-soft">Reason, as the account sees it</h3>
          <p className="mt-1 break-words whitespace-pre-wrap">{reason}</p>
        </>
      )}
    </>
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
