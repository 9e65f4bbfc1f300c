import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { SectionCard } from '@/components/layout/section';
import { formatCount, formatDuration } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { type ReportOverview, reportOverview } from '@/lib/health/report-overview';
import { requireOperatorUser } from '../require-operator';
import { FailingTargets, SlowTargets, WaitingHosts } from './report-tables';

export const metadata: Metadata = { title: 'Delivery reports' };

const SECOND_MS = 1_000;
/** An age above which due reports are behind: workers take them within a second. */
const LATE_S = 60;

export default async function ReportsPage() {
  const user = await requireOperatorUser(routes.operatorReports());
  const overview = await reportOverview(user);
  const now = new Date().toISOString();
  return (
    <PageMain wide>
      <PageHeader
        title="Delivery reports"
        purpose="What all accounts’ webhooks get, and which of them are slow or fail. Prometheus has the same at /metrics."
      />
      <Figures overview={overview} />
      <div className="mt-4 grid items-start gap-4 xl:grid-cols-2">
        <SectionCard id="slowest" title="Slowest" purpose="Of the newest 20,000 attempts in the last hour.">
          <SlowTargets rows={overview.slowest} />
        </SectionCard>
        <SectionCard
          id="waiting"
          title="Waiting"
          purpose="Hosts with the most reports that wait. One that is slow or dead delays no other."
        >
          <WaitingHosts rows={overview.hosts} now={now} />
        </SectionCard>
        <SectionCard
          id="failing"
          title="Failing"
          purpose="Since their last success. After 5 days, or an answer of 410, nothing more is sent; the account enables it again."
        >
          <FailingTargets rows={overview.failing} now={now} />
        </SectionCard>
      </div>
      <LiveRefresh topics={[]} all={['messages', 'settings']} />
    </PageMain>
  );
}

function Figures({ overview: { waiting, due, oldestDueS, perMinute, deadLetters } }: { overview: ReportOverview }) {
  const isLate = oldestDueS > LATE_S;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-line md:grid-cols-5">
      <Figure name="Waiting">{formatCount(waiting)}</Figure>
      <Figure name="Due now">{formatCount(due)}</Figure>
      <Figure name="Oldest due">
        <span className={isLate ? 'text-bad' : undefined}>
          {oldestDueS === 0 ? 'none' : formatDuration(oldestDueS * SECOND_MS)}
          {isLate && <span className="block text-small">behind: is a worker running?</span>}
        </span>
      </Figure>
      <Figure name="Sent in the last minute">{formatCount(perMinute)}</Figure>
      <Figure name="Failed for good, 24 h">{formatCount(deadLetters)}</Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-card px-4 py-3 max-md:last:col-span-2">
      <dt className="text-small text-soft">{name}</dt>
      <dd className="mt-0.5 text-title tabular-nums">{children}</dd>
    </div>
  );
}
