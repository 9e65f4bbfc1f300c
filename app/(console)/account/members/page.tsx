import type { Metadata } from 'next';
import { ListFilters } from '@/components/form/list-filters';
import { NothingMatches } from '@/components/layout/empty-state';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { NumberedPagination } from '@/components/ui/pagination';
import type { UserActor } from '@/lib/access/actor';
import { can } from '@/lib/access/permissions';
import { listInvitations } from '@/lib/accounts/invitations/queries';
import { listMembers, type MemberPage } from '@/lib/accounts/members/queries';
import { type MemberFilter, type MemberFilterInput, memberFilterSchema } from '@/lib/accounts/members/schema';
import { findTwoFactorRequired } from '@/lib/accounts/members/two-factor';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { InvitationList } from './invitation-list';
import { InviteMember } from './member-actions';
import { MemberCards, MemberTable } from './member-table';
import { TwoFactorRule } from './two-factor-rule';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage({ searchParams }: { searchParams: Promise<MemberFilterInput> }) {
  const filter = memberFilterSchema.parse(await searchParams);
  const user = await requireUser(addressOf(filter));
  const [found, invited, required] = await Promise.all([
    listMembers(user, filter),
    listInvitations(user),
    findTwoFactorRequired(user),
  ]);
  const manages = can(user, 'members:manage');
  return (
    <PageMain wide>
      <PageHeader
        title="Members"
        purpose={`The members of ${user.accountName} and their roles. A changed role applies from their next request.`}
        action={manages && <InviteMember />}
      />
      {!manages && <Notice>Only administrators of the account invite, change and remove members.</Notice>}
      <search aria-label="Filter members">
        <ListFilters list="members" search={filter.search} />
      </search>
      {/* Without a search there is at least the user. */}
      {found.total === 0 ? (
        <NothingMatches noun="member" all={routes.members()} />
      ) : (
        <Members user={user} manages={manages} filter={filter} found={found} />
      )}
      <TwoFactorRule required={required} manages={manages} />
      <InvitationList {...invited} now={new Date().toISOString()} revokes={manages} />
    </PageMain>
  );
}

type MembersProps = { user: UserActor; manages: boolean; filter: MemberFilter; found: MemberPage };

function Members({ user, manages, filter, found }: MembersProps) {
  const list = {
    members: found.members,
    accountName: user.accountName,
    viewerId: user.userId,
    now: new Date().toISOString(),
    manages,
  };
  const pages = <NumberedPagination found={found} address={(page) => addressOf({ ...filter, page })} />;
  return (
    <>
      <MemberTable {...list} footer={<div className="border-t">{pages}</div>} />
      <MemberCards {...list} />
      <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
    </>
  );
}

function addressOf({ search, page }: MemberFilter): string {
  return routes.members({ search, page: page > 1 ? page : undefined });
}
