import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { RequestFacts } from '@/components/verification/request-facts';
import { RequestStateBadge, VerifiedBadge } from '@/components/verification/state-badge';
import { can } from '@/lib/access/permissions';
import {
  findVerificationStatus,
  type VerificationStatus,
  type VerificationView,
} from '@/lib/accounts/verification/queries';
import { MONTHLY_VOLUMES } from '@/lib/accounts/verification/schema';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { VerificationForm } from './verification-form';
import { VerificationSteps } from './verification-steps';

export const metadata: Metadata = { title: 'Verification' };

export default async function VerificationPage() {
  const user = await requireUser(routes.verification());
  const standing = can(user, 'verification:request') ? await findVerificationStatus(user) : null;
  return (
    <PageMain>
      <PageHeader
        title="Verification"
        purpose="The operator of this installation verifies an account before it can have API keys."
      />
      {standing ? <Own standing={standing} /> : <ReadOnly verified={user.accountVerified} />}
    </PageMain>
  );
}

/** For members who may not request verification. */
function ReadOnly({ verified }: { verified: boolean }) {
  return (
    <Notice>
      {verified
        ? 'This account is verified. Its administrators can create API keys.'
        : 'This account is not verified yet. Only its administrators can request verification.'}
    </Notice>
  );
}

function Own({ standing: { verifiedAt, request } }: { standing: VerificationStatus }) {
  const now = new Date().toISOString();
  if (verifiedAt) return <Verified since={verifiedAt} request={request} now={now} />;
  const pending = request?.state === 'pending';
  return (
    <>
      {request?.state === 'rejected' && <Rejected request={request} now={now} />}
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_340px]">
        <div className="lg:order-last">
          <VerificationSteps done={pending ? 1 : 0} />
        </div>
        {pending ? <Sent request={request} now={now} /> : <VerificationForm last={request && correctable(request)} />}
      </div>
      <LiveRefresh topics={['settings']} />
    </>
  );
}

function Rejected({ request, now }: { request: VerificationView; now: string }) {
  return (
    <Notice tone="bad">
      {request.decidedBy} rejected the request {request.decidedAt && <When at={request.decidedAt} now={now} />}:{' '}
      <span className="block break-words whitespace-pre-wrap">“{request.reason}”</span>
      Correct the request below and send it again.
    </Notice>
  );
}

function Sent({ request, now }: { request: VerificationView; now: string }) {
  return (
    <Card title="Your request" badge={<RequestStateBadge state="pending" />}>
      <p className="mb-4 text-soft">
        Sent by {request.requestedBy} <When at={request.requestedAt} now={now} />. It waits for the operator of this
        installation; this page shows the decision.
      </p>
      <RequestFacts request={request} />
    </Card>
  );
}

function Verified({ since, request, now }: { since: Date; request: VerificationView | null; now: string }) {
  const approved = request?.state === 'approved' ? request : null;
  return (
    <Card title="This account is verified" badge={<VerifiedBadge />}>
      <p className="text-soft">
        Since <Time at={since.toISOString()} now={now} show="date" />
        {approved && `, by ${approved.decidedBy}`}. Its administrators can create API keys.
      </p>
      <Button asChild className="mt-4">
        <Link href={routes.apiKeys()}>Open API Keys</Link>
      </Button>
      {approved && (
        <div className="mt-5 border-t pt-5">
          <p className="mb-4 text-soft">
            Requested by {approved.requestedBy} <When at={approved.requestedAt} now={now} />.
          </p>
          <RequestFacts request={approved} />
        </div>
      )}
    </Card>
  );
}

function Card({ title, badge, children }: { title: string; badge: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-card border bg-card p-5">
      <h2 className="mb-2 flex items-center justify-between gap-3 font-semibold">
        {title} {badge}
      </h2>
      {children}
    </section>
  );
}

function When({ at, now }: { at: Date; now: string }) {
  return <Time at={at.toISOString()} now={now} className="whitespace-nowrap" />;
}

function correctable({ company, website, contact, purpose, monthlyVolume }: VerificationView) {
  const volume = MONTHLY_VOLUMES.find((offered) => offered === monthlyVolume) ?? ('' as const);
  return { company, website: website ?? '', contact, purpose, monthlyVolume: volume };
}
