import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { ListFilters } from '@/components/operator/list-filters';
import { NothingMatches } from '@/components/operator/nothing-matches';
import { UserCards, UserTable } from '@/components/operator/user-table';
import { RecordPages } from '@/components/ui/record-pages';
import { listUserPage } from '@/lib/accounts/directory/queries';
import { type UserFilterInput, userFilterSchema } from '@/lib/accounts/directory/schema';
import { routes } from '@/lib/routes';
import { requireOperatorUser } from '../require-operator';
import { makeResetLinkAction, setUserEnabledAction, turnOffTwoFactorAction } from './actions';

export const metadata: Metadata = { title: 'Users' };

const ACTIONS = {
  makeResetLink: makeResetLinkAction,
  turnOffTwoFactor: turnOffTwoFactorAction,
  setEnabled: setUserEnabledAction,
};

export default async function UsersPage({ searchParams }: { searchParams: Promise<UserFilterInput> }) {
  const filter = userFilterSchema.parse(await searchParams);
  const { search } = filter;
  const viewer = await requireOperatorUser(routes.operatorUsers({ search }));
  const found = await listUserPage(viewer, filter);
  const list = { users: found.users, viewerId: viewer.userId, actions: ACTIONS };
  const pages = <RecordPages found={found} address={(page) => routes.operatorUsers({ search, page })} />;
  return (
    <PageMain wide>
      <PageHeader
        title="Users"
        purpose="Everybody who signs in to this installation. Let somebody back in, or shut them out."
      />
      <ListFilters list="users" search={search} />
      {/* Only a search finds nobody: whoever looks is a user. */}
      {found.total === 0 ? (
        <NothingMatches title="No user matches" all={{ href: routes.operatorUsers(), label: 'Show all users' }} />
      ) : (
        <>
          <UserTable {...list} footer={pages} />
          <UserCards {...list} />
          <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
        </>
      )}
    </PageMain>
  );
}
