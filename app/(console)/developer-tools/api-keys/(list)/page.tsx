import { ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { KeyCards } from '@/components/keys/key-cards';
import { KeyTable } from '@/components/keys/key-table';
import { NewKeyButton, NewKeyProvider } from '@/components/keys/new-key';
import { EmptyState } from '@/components/layout/empty-state';
import { Notice } from '@/components/layout/notice';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { Pagination } from '@/components/ui/pagination';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { listKeys } from '@/lib/keys/queries/list-keys';
import { routes } from '@/lib/routes';
import * as actions from '../actions';
import { pageNumber } from '../page-number';

export const metadata: Metadata = { title: 'API Keys' };

const UNVERIFIED =
  'This account is not verified yet. API keys can be created once the operator of this installation has verified it.';

type ApiKeysPageProps = { searchParams: Promise<{ page?: string | string[] }> };

export default async function ApiKeysPage({ searchParams }: ApiKeysPageProps) {
  const wanted = pageNumber((await searchParams).page);
  const user = await requireUser(routes.apiKeys({ page: wanted > 1 ? wanted : undefined }));
  const { keys, total, page, pageSize } = await listKeys(user, { page: wanted });
  if (keys.length === 0 && total > 0) redirect(routes.apiKeys({ page: Math.ceil(total / pageSize) }));
  const manages = can(user, 'keys:update');
  const creates = can(user, 'keys:create');
  const list = {
    keys,
    now: new Date().toISOString(),
    manages,
    actions: {
      copy: actions.copyKeyAction,
      copyWebhookSecret: actions.copyWebhookSecretAction,
      setEnabled: actions.setKeyEnabledAction,
      delete: actions.deleteKeyAction,
    },
  };
  const footer = (
    <Pagination page={page} pageSize={pageSize} total={total} hrefOf={(to) => routes.apiKeys({ page: to })} />
  );
  return (
    <PageMain wide>
      <NewKeyProvider create={actions.createKeyAction} refusal={refusal(creates, user.accountVerified)}>
        <PageHeader
          title="API Keys"
          purpose="Each application sends with its own key. Disable one and its next request is refused, everywhere."
          action={creates && <NewKeyButton />}
        />
        {!creates && (
          <Notice>You can copy keys. Only administrators of the account create, switch and delete them.</Notice>
        )}
        {creates && !user.accountVerified && <Notice tone="wait">{UNVERIFIED}</Notice>}
        {total === 0 ? (
          <NoKeys creates={creates} />
        ) : (
          <>
            <KeyTable {...list} footer={<div className="border-t">{footer}</div>} />
            <KeyCards {...list} />
            <div className="mt-3 sm:hidden">{footer}</div>
          </>
        )}
      </NewKeyProvider>
    </PageMain>
  );
}

function refusal(creates: boolean, verified: boolean): string | null {
  if (!creates) return 'Only account administrators can create keys.';
  return verified ? null : UNVERIFIED;
}

function NoKeys({ creates }: { creates: boolean }) {
  return (
    <EmptyState
      title="No keys yet"
      action={
        <>
          {creates && <NewKeyButton />}
          <Link href={routes.apiReference()} className="inline-flex items-center gap-1.5 text-soft hover:text-ink">
            Read the API reference <ArrowRight aria-hidden className="size-3.5" strokeWidth={1.75} />
          </Link>
        </>
      }
    >
      A key lets one of your applications send SMS and get delivery reports. Make one for each application, so that each
      can be counted and switched off on its own.
    </EmptyState>
  );
}
