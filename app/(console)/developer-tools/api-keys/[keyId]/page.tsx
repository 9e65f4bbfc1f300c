import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageMain } from '@/components/layout/page';
import { ScrollToHash } from '@/components/layout/scroll-to-hash';
import { SectionNav } from '@/components/layout/section-nav';
import { Link } from '@/components/ui/link';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { listKeyDays, listKeyHistory } from '@/lib/keys/queries/key-activity';
import { getKeyLimitUse } from '@/lib/limits/queries';
import { compileRanges } from '@/lib/network/ranges';
import { listKeyRefusals } from '@/lib/refusals/queries';
import { suggestedFixFor } from '@/lib/refusals/suggested-fix';
import { listApprovedSenders } from '@/lib/senders/queries';
import { KeyHeader } from './_header/key-header';
import { IpRestrictionSection } from './_ip-restriction/ip-restriction-section';
import { RotationSection } from './_rotation/rotation-section';
import { UsageSection } from './_usage/usage-section';
import { AccessSection } from './access-section';
import { DeleteSection } from './delete-section';
import { HistorySection } from './history-section';
import { LimitsSection } from './limits-section';
import { loadKey, orNotFound } from './load-key';
import { RefusalsSection } from './refusals-section';
import { SendingSection } from './sending-section';

type KeyPageProps = { params: Promise<{ keyId: string }> };

export async function generateMetadata({ params }: KeyPageProps): Promise<Metadata> {
  const { keyId } = await params;
  const { name } = await loadKey(await requireUser(routes.apiKey(keyId)), keyId);
  return { title: `${name} · API Keys` };
}

export default async function KeyPage({ params }: KeyPageProps) {
  const { keyId } = await params;
  const user = await requireUser(routes.apiKey(keyId));
  const detail = await loadKey(user, keyId);
  const [days, refusals, history, approved, limitUse] = await orNotFound(
    Promise.all([
      listKeyDays(user, keyId),
      listKeyRefusals(user, keyId),
      listKeyHistory(user, keyId),
      listApprovedSenders(user),
      getKeyLimitUse(user, keyId),
    ]),
  );
  const clock = new Date();
  const section = { detail, manages: can(user, 'keys:update'), now: clock.toISOString() };
  const readsHistory = can(user, 'audit:read');
  const fixableKey = { ...detail, ranges: compileRanges(detail.ipEntries), accountVerified: user.accountVerified };
  const fixable = refusals.map((refusal) => ({ ...refusal, fix: suggestedFixFor(refusal, fixableKey, clock) }));
  return (
    <PageMain>
      <Link href={routes.apiKeys()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> API Keys
      </Link>
      <KeyHeader {...section} />
      {!section.manages && <Notice>You can view and copy keys. Only administrators of the account change them.</Notice>}
      <div className="flex gap-8">
        <div className="grid min-w-0 flex-1 gap-4">
          <UsageSection apiKeyId={detail.id} days={days} />
          <IpRestrictionSection {...section} currentIp={user.ip} />
          <SendingSection {...section} approved={approved} />
          <AccessSection {...section} />
          <LimitsSection {...section} use={limitUse} />
          <RotationSection {...section} />
          <RefusalsSection {...section} refusals={fixable} />
          {readsHistory && <HistorySection history={history} now={section.now} />}
          {can(user, 'keys:delete') && <DeleteSection {...section} />}
        </div>
        <SectionNav sections={sectionsOf(readsHistory, can(user, 'keys:delete'))} />
      </div>
      <ScrollToHash />
      <LiveRefresh topics={['settings', 'messages', 'refusals']} />
    </PageMain>
  );
}

function sectionsOf(readsHistory: boolean, deletes: boolean): { id: string; title: string }[] {
  return [
    { id: 'usage', title: 'Usage' },
    { id: 'ip-restriction', title: 'IP restriction' },
    { id: 'sending', title: 'Sending' },
    { id: 'access', title: 'Access' },
    { id: 'limits', title: 'Limits' },
    { id: 'rotation', title: 'Rotation' },
    { id: 'refusals', title: 'Refusals' },
    ...(readsHistory ? [{ id: 'history', title: 'History' }] : []),
    ...(deletes ? [{ id: 'delete', title: 'Delete' }] : []),
  ];
}
