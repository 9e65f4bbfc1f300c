import { ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { EmptyState } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Link } from '@/components/ui/link';
import { unverifiedReason, VerificationNotice } from '@/components/verification/verification-notice';
import type { UserActor } from '@/lib/access/actor';
import { can } from '@/lib/access/permissions';
import { findVerificationStatus, type VerificationStatus } from '@/lib/accounts/verification/queries';
import { requireUser } from '@/lib/auth/session';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { MAX_FOUND } from '@/lib/keys/list-statement';
import { type KeyPage, listKeys } from '@/lib/keys/queries/list-keys';
import { type KeyFilter, type KeyFilterInput, keyFilterSchema } from '@/lib/keys/schema';
import { listApprovedSenders } from '@/lib/senders/queries';
import { NewKeyButton, NewKeyProvider } from './_new-key/new-key';
import { KeyCards } from './_rows/key-cards';
import { KeyTable } from './_rows/key-table';
import { KeyBulkBar } from './_selection/key-bulk-bar';
import { KeySelection } from './_selection/key-selection';
import { KeyFilters } from './_toolbar/key-filters';
import { COLUMNS_COOKIE, columnClasses, parseHiddenColumns } from './columns';
import { KeyListProvider, ListBody } from './key-list-provider';
import { KeyPages } from './key-pages';
import { isFiltered, keyListAddress } from './list-address';
import { NoKeyFound } from './no-key-found';
import { ShortcutHelp } from './shortcuts';

export const metadata: Metadata = { title: 'API Keys' };

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<KeyFilterInput> }) {
  const filter = keyFilterSchema.parse(await searchParams);
  const user = await requireUser(keyListAddress(filter));
  const found = await listKeys(user, filter);
  const creates = can(user, 'keys:create');
  const standing = creates && !user.accountVerified ? await findVerificationStatus(user) : null;
  const senders = creates ? await listApprovedSenders(user) : [];
  return (
    <PageMain wide>
      <NewKeyProvider senders={senders} refusal={refusal(creates, standing)}>
        <PageHeader
          title="API Keys"
          purpose="Each application sends with its own key. Disable one and its next request is refused, everywhere."
          action={creates && <NewKeyButton />}
        />
        {!creates && (
          <Notice>You can copy keys. Only administrators of the account create, disable and delete them.</Notice>
        )}
        {standing && <VerificationNotice verified={false} standing={standing} />}
        {(await neverHadKeys(user, filter, found)) ? (
          <NoKeys creates={creates} />
        ) : (
          <Keys user={user} filter={filter} found={found} />
        )}
      </NewKeyProvider>
      <LiveRefresh topics={['settings', 'messages']} />
    </PageMain>
  );
}

/** Returns whether the account never had a key. Deleted keys can still be listed. */
async function neverHadKeys(user: UserActor, filter: KeyFilter, found: KeyPage): Promise<boolean> {
  if (found.total > 0 || isFiltered(filter)) return false;
  return (await listKeys(user, { status: 'deleted' })).total === 0;
}

async function Keys({ user, filter, found }: { user: UserActor; filter: KeyFilter; found: KeyPage }) {
  const { keys, total, page, pageSize } = found;
  const hidden = parseHiddenColumns((await cookies()).get(COLUMNS_COOKIE)?.value);
  const manages = can(user, 'keys:update');
  const list = {
    keys,
    now: new Date().toISOString(),
    manages,
  };
  const selectable = manages ? keys.filter(({ status }) => status !== 'deleted') : [];
  const pages = <KeyPages page={page} pageSize={pageSize} total={total} />;
  return (
    <KeyListProvider filter={filter}>
      <KeyFilters hidden={hidden} />
      <KeySelection keys={selectable.map(({ id, name, enabled }) => ({ id, name, enabled }))}>
        <ListBody>
          {filter.search !== '' && total >= MAX_FOUND && (
            <Notice>
              Very many keys match, and the newest {formatCount(MAX_FOUND)} are listed. Search for more characters.
            </Notice>
          )}
          {total === 0 ? (
            <NoKeyFound footer={pages} />
          ) : (
            <>
              <KeyTable {...list} classes={columnClasses(hidden)} footer={<div className="border-t">{pages}</div>} />
              <KeyCards {...list} />
              <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
            </>
          )}
        </ListBody>
        <KeyBulkBar />
        <ShortcutHelp manages={manages} />
      </KeySelection>
    </KeyListProvider>
  );
}

function refusal(creates: boolean, standing: VerificationStatus | null): string | null {
  if (!creates) return 'Only account administrators can create keys.';
  return standing && unverifiedReason(standing);
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
      A key lets one of your applications send SMS and get delivery reports. Create one for each application, so that
      each can be counted and disabled on its own.
    </EmptyState>
  );
}
