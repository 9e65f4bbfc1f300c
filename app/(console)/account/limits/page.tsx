import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { LimitMeter } from '@/components/limits/limit-meter';
import { LimitNotices } from '@/components/limits/limit-notices';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { getAccountLimits, listLimitNotices } from '@/lib/limits/queries';
import { LimitsForm } from './limits-form';

export const metadata: Metadata = { title: 'Limits' };

export default async function LimitsPage() {
  const user = await requireUser(routes.limits());
  const [{ limits, use }, notices] = await Promise.all([getAccountLimits(user), listLimitNotices(user)]);
  const mayChange = can(user, 'account:configure');
  return (
    <PageMain>
      <PageHeader
        title="Limits"
        purpose="What all keys of the account may send together. Each key can have limits of its own, on its page."
      />
      <LimitNotices notices={notices} />
      {!mayChange && <Notice>Only administrators of the account change its limits.</Notice>}
      <div className="space-y-4">
        {use.map((each) => (
          <div key={each.kind} className="rounded-card border bg-card p-4 sm:p-5">
            <LimitMeter use={each} />
          </div>
        ))}
        <LimitsForm limits={limits} disabled={!mayChange} />
      </div>
      {use.length > 0 && <LiveRefresh topics={['messages', 'settings']} />}
    </PageMain>
  );
}
