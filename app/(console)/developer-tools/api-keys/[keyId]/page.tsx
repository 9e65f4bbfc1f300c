import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { AccessSection } from '@/components/keys/detail/access';
import { DangerSection } from '@/components/keys/detail/danger';
import { HistorySection } from '@/components/keys/detail/history';
import { IpRestrictionSection } from '@/components/keys/detail/ip-restriction';
import { KeyHead } from '@/components/keys/detail/key-head';
import type { KeyPageActions } from '@/components/keys/detail/key-page-actions';
import { RefusalsSection } from '@/components/keys/detail/refusals';
import { RotationSection } from '@/components/keys/detail/rotation';
import { SendingSection } from '@/components/keys/detail/sending';
import { UsageSection } from '@/components/keys/detail/usage-section';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageMain } from '@/components/layout/page-main';
import { ScrollToHash } from '@/components/layout/scroll-to-hash';
import { SectionNav } from '@/components/layout/section-nav';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { mendingOf } from '@/lib/keys/mending';
import { listKeyDays, listKeyHistory, listKeyRefusals } from '@/lib/keys/queries/key-activity';
import { compileRanges } from '@/lib/network/ranges';
import { routes } from '@/lib/routes';
import { listApprovedSenders } from '@/lib/senders/queries';
import { readTableAction } from '../../auto-replace/actions';
import * as listActions from '../actions';
import * as actions from './actions';
import { loadKey, orNotFound } from './load-key';

const LIVE_MS = 5_000;

const ACTIONS: KeyPageActions = {
  copy: listActions.copyKeyAction,
  copyWebhookSecret: listActions.copyWebhookSecretAction,
  setEnabled: listActions.setKeyEnabledAction,
  delete: actions.deleteAction,
  rename: actions.renameAction,
  setIpRestriction: actions.setIpRestrictionAction,
  addAddress: actions.addAddressAction,
  resetLock: actions.resetLockAction,
  testIp: actions.testIpAction,
  setSending: actions.setSendingAction,
  readTable: readTableAction,
  setScopes: actions.setScopesAction,
  setExpiry: actions.setExpiryAction,
  setOptions: actions.setOptionsAction,
  rotate: actions.rotateAction,
  endRotation: actions.endRotationAction,
  moveRotationEnd: actions.moveRotationEndAction,
};

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
  const [days, refusals, history, approved] = await orNotFound(
    Promise.all([
      listKeyDays(user, keyId),
      listKeyRefusals(user, keyId),
      listKeyHistory(user, keyId),
      listApprovedSenders(user),
    ]),
  );
  const clock = new Date();
  const section = { detail, actions: ACTIONS, manages: can(user, 'keys:update'), now: clock.toISOString() };
  const readsHistory = can(user, 'audit:read');
  const judged = { ...detail, ranges: compileRanges(detail.ipEntries), accountVerified: user.accountVerified };
  const mendable = refusals.map((refusal) => ({ ...refusal, mending: mendingOf(refusal, judged, clock) }));
  return (
    <PageMain>
      <Link href={routes.apiKeys()} className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} /> API Keys
      </Link>
      <KeyHead {...section} />
      {!section.manages && <Notice>You can look and copy. Only administrators of the account change keys.</Notice>}
      <div className="flex gap-8">
        <div className="grid min-w-0 flex-1 gap-4">
          <UsageSection apiKeyId={detail.id} days={days} />
          <IpRestrictionSection {...section} currentIp={user.ip} />
          <SendingSection {...section} approved={approved} />
          <AccessSection {...section} />
          <RotationSection {...section} />
          <RefusalsSection {...section} refusals={mendable} />
          {readsHistory && <HistorySection history={history} now={section.now} />}
          {can(user, 'keys:delete') && <DangerSection {...section} />}
        </div>
        <SectionNav sections={sectionsOf(readsHistory, can(user, 'keys:delete'))} />
      </div>
      <ScrollToHash />
      <LiveRefresh active everyMs={LIVE_MS} />
    </PageMain>
  );
}

function sectionsOf(readsHistory: boolean, deletes: boolean): { id: string; title: string }[] {
  return [
    { id: 'usage', title: 'Usage' },
    { id: 'ip-restriction', title: 'IP restriction' },
    { id: 'sending', title: 'Sending' },
    { id: 'access', title: 'Access' },
    { id: 'rotation', title: 'Rotation' },
    { id: 'refusals', title: 'Refusals' },
    ...(readsHistory ? [{ id: 'history', title: 'History' }] : []),
    ...(deletes ? [{ id: 'danger', title: 'Delete' }] : []),
  ];
}
