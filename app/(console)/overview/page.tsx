import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { LimitNotices } from '@/components/limits/limit-notices';
import { VerificationNotice } from '@/components/verification/verification-notice';
import type { UserActor } from '@/lib/access/actor';
import { can } from '@/lib/access/permissions';
import { findVerificationStatus, type VerificationStatus } from '@/lib/accounts/verification/queries';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { findSimulatorNotice } from '@/lib/carriers/simulator-notice';
import { listLimitNotices } from '@/lib/limits/queries';
import {
  countLastDay,
  type FirstSteps,
  findFirstSteps,
  findFullBacklog,
  findWorkerHealth,
} from '@/lib/messages/queries';
import { publicUrl } from '@/lib/runtime/env';
import { BacklogNotice } from './backlog-notice';
import { FirstStepsCard } from './first-steps';
import { LastDay } from './last-day';
import { WorkerNotice } from './worker-notice';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  const user = await requireUser(routes.overview());
  const [counts, steps, workers, fullBacklog, notice, limits] = await Promise.all([
    countLastDay(user),
    findFirstSteps(user),
    findWorkerHealth(user),
    findFullBacklog(user),
    findSimulatorNotice(user),
    listLimitNotices(user),
  ]);
  const standing = await findShownStanding(user, steps);
  const complete = steps.hasKey && steps.hasSent && steps.hasReport;
  return (
    <PageMain>
      <PageHeader title="Overview" purpose="The messages of your account and their status." />
      <WorkerNotice health={workers} now={new Date().toISOString()} />
      <BacklogNotice full={fullBacklog} />
      <LimitNotices notices={limits} />
      <VerificationNotice verified={user.accountVerified} standing={standing} />
      <div className="space-y-6">
        {!complete && <FirstStepsCard steps={steps} url={publicUrl()} isSimulated={notice?.kind === 'no_carrier'} />}
        <LastDay counts={counts} />
      </div>
      <LiveRefresh topics={['messages', 'settings', 'refusals', 'workers']} />
    </PageMain>
  );
}

/** Returns the state of the verification, shown to users who can request it until the first key exists. */
async function findShownStanding(user: UserActor, { hasKey }: FirstSteps): Promise<VerificationStatus | null> {
  if (!can(user, 'verification:request') || (user.accountVerified && hasKey)) return null;
  return findVerificationStatus(user);
}
