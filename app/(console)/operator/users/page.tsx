import type { Metadata } from 'next';
import { ListFilters } from '@/components/form/list-filters';
import { NothingMatches } from '@/components/layout/empty-state';
import { PageHeader, PageMain } from '@/components/layout/page';
import { NumberedPagination } from '@/components/ui/pagination';
import { listUserPage } from '@/lib/accounts/directory/queries';
import { type UserFilterInput, userFilterSchema } from '@/lib/accounts/directory/schema';
import { listUnconfirmedInvitations } from '@/lib/accounts/invitations/queries';
import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from '../require-operator';
import { UnconfirmedInvitations } from './unconfirmed-invitations';
import { UserCards, UserTable } from './user-table';

export const metadata: Metadata = { title: 'Users' };

export default async function UsersPage({ searchParams }: { searchParams: Promise<UserFilterInput> }) {
  const filter = userFilterSchema.parse(await searchParams);
  const { search } = filter;
  const viewer = await requireOperatorUser(routes.operatorUsers({ search }));
  const [found, unconfirmed] = await Promise.all([listUserPage(viewer, filter), listUnconfirmedInvitations(viewer)]);
  const list = { users: found.users, viewerId: viewer.userId };
  const pages = <NumberedPagination found={found} address={(page) => routes.operatorUsers({ search, page })} />;
  return (
    <PageMain wide>
      <PageHeader title="Users" purpose="All users of this installation. Restore their access or disable it." />
      <UnconfirmedInvitations invitations={unconfirmed} now={new Date().toISOString()} />
      <ListFilters list="users" search={search} />
      {/* Without a search there is at least the operator. */}
      {found.total === 0 ? (
        <NothingMatches noun="user" all={routes.operatorUsers()} />
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
