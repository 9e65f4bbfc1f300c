import { ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import Link from 'next/link';
import { columnLooks, readHidden } from '@/components/keys/columns';
import { ColumnsMenu } from '@/components/keys/columns-menu';
import { KeyBulkBar } from '@/components/keys/key-bulk-bar';
import { KeyCards } from '@/components/keys/key-cards';
import { KeyFilters } from '@/components/keys/key-filters';
import { KeyListProvider, ListBody } from '@/components/keys/key-list-provider';
import { KeyPages } from '@/components/keys/key-pages';
import { KeySelection } from '@/components/keys/key-selection';
import { KeyTable } from '@/components/keys/key-table';
import { isNarrowed, keyListAddress } from '@/components/keys/list-address';
import { NewKeyButton, NewKeyProvider } from '@/components/keys/new-key';
import { NoKeyFound } from '@/components/keys/no-key-found';
import { ShortcutHelp } from '@/components/keys/shortcut-help';
import { SortSelect } from '@/components/keys/sort-select';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { VerificationNotice } from '@/components/verification/verification-notice';
import { refusalOf } from '@/components/verification/words';
import { findStanding, type Standing } from '@/lib/accounts/verification/queries';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { type KeyPage, listKeys } from '@/lib/keys/queries/list-keys';
import { type KeyFilter, type KeyFilterInput, keyFilterSchema } from '@/lib/keys/schema';
import { routes } from '@/lib/routes';
import { listApprovedSenders } from '@/lib/senders/queries';
import * as actions from '../actions';
import { COLUMNS_COOKIE } from '../columns-cookie';

export const metadata: Metadata = { title: 'API Keys' };

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<KeyFilterInput> }) {
  const filter = keyFilterSchema.parse(await searchParams);
  const user = await requireUser(keyListAddress(filter));
  const found = await listKeys(user, filter);
  const creates = can(user, 'keys:create');
  const standing = creates && !user.accountVerified ? await findStanding(user) : null;
  const senders = creates ? await listApprovedSenders(user) : [];
  return (
    <PageMain wide>
      <NewKeyProvider create={actions.createKeyAction} senders={senders} refusal={refusal(creates, standing)}>
        <PageHeader
          title="API Keys"
          purpose="Each application sends with its own key. Disable one and its next request is refused, everywhere."
          action={creates && <NewKeyButton />}
        />
        {!creates && (
          <Notice>You can copy keys. Only administrators of the account create, switch and delete them.</Notice>
        )}
        {standing && <VerificationNotice verified={false} standing={standing} />}
        {(await isUntouched(user, filter, found)) ? (
          <NoKeys creates={creates} />
        ) : (
          <Keys user={user} filter={filter} found={found} />
        )}
      </NewKeyProvider>
      <LiveRefresh active={standing?.request?.state === 'pending'} everyMs={5_000} />
    </PageMain>
  );
}

/** Whether the account has no key to list and never had one: deleted keys can still be looked at. */
async function isUntouched(user: UserActor, filter: KeyFilter, found: KeyPage): Promise<boolean> {
  if (found.total > 0 || isNarrowed(filter)) return false;
  return (await listKeys(user, { status: 'deleted' })).total === 0;
}

async function Keys({ user, filter, found }: { user: UserActor; filter: KeyFilter; found: KeyPage }) {
  const { keys, total, page, pageSize } = found;
  const hidden = readHidden((await cookies()).get(COLUMNS_COOKIE)?.value);
  const manages = can(user, 'keys:update');
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
  const selectable = manages ? keys.filter(({ status }) => status !== 'deleted') : [];
  const pages = <KeyPages page={page} pageSize={pageSize} total={total} />;
  return (
    <KeyListProvider filter={filter}>
      <KeyFilters>
        <SortSelect />
        <ColumnsMenu hidden={hidden} choose={actions.chooseColumnsAction} />
      </KeyFilters>
      <KeySelection keys={selectable.map(({ id, name, enabled }) => ({ id, name, enabled }))}>
        <ListBody>
          {total === 0 ? (
            <NoKeyFound footer={pages} />
          ) : (
            <>
              <KeyTable {...list} looks={columnLooks(hidden)} footer={<div className="border-t">{pages}</div>} />
              <KeyCards {...list} />
              <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
            </>
          )}
        </ListBody>
        <KeyBulkBar actions={{ setAllEnabled: actions.setKeysEnabledAction, deleteAll: actions.deleteKeysAction }} />
        <ShortcutHelp manages={manages} />
      </KeySelection>
    </KeyListProvider>
  );
}

function refusal(creates: boolean, standing: Standing | null): string | null {
  if (!creates) return 'Only account administrators can create keys.';
  return standing && refusalOf(standing);
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
