import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '@/components/layout/notice';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { InvitationList } from '@/components/members/invitation-list';
import { InviteMember } from '@/components/members/invite-member';
import { MemberCards } from '@/components/members/member-cards';
import { MemberSearch } from '@/components/members/member-search';
import { MemberTable } from '@/components/members/member-table';
import { Button } from '@/components/ui/button';
import { PageLink } from '@/components/ui/pagination';
import { listInvitations } from '@/lib/accounts/invitations/queries';
import { listMembers, type MemberPage } from '@/lib/accounts/members/queries';
import { type MemberFilter, type MemberFilterInput, memberFilterSchema } from '@/lib/accounts/members/schema';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import { requireUser } from '@/lib/auth/session';
import { formatRecords } from '@/lib/format';
import { routes } from '@/lib/routes';
import * as actions from './actions';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage({ searchParams }: { searchParams: Promise<MemberFilterInput> }) {
  const filter = memberFilterSchema.parse(await searchParams);
  const user = await requireUser(addressOf(filter));
  const [found, invited] = await Promise.all([listMembers(user, filter), listInvitations(user)]);
  const manages = can(user, 'members:manage');
  return (
    <PageMain wide>
      <PageHeader
        title="Members"
        purpose={`The people of ${user.accountName}, and what each may do. A changed role counts from their next click.`}
        action={manages && <InviteMember invite={actions.inviteMemberAction} />}
      />
      {!manages && <Notice>Only administrators of the account invite, change and remove members.</Notice>}
      <MemberSearch search={filter.search} />
      {found.total === 0 ? <NobodyFound /> : <Members user={user} manages={manages} filter={filter} found={found} />}
      <InvitationList
        {...invited}
        now={new Date().toISOString()}
        revoke={manages ? actions.revokeInvitationAction : null}
      />
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
    actions: {
      changeRole: actions.changeRoleAction,
      remove: actions.removeMemberAction,
      leave: actions.leaveAccountAction,
    },
  };
  const pages = <Pages filter={filter} found={found} />;
  return (
    <>
      <MemberTable {...list} footer={<div className="border-t px-4">{pages}</div>} />
      <MemberCards {...list} />
      <div className="mt-3 sm:hidden">{pages}</div>
    </>
  );
}

function Pages({ filter, found: { page, pageSize, total } }: { filter: MemberFilter; found: MemberPage }) {
  const last = Math.ceil(total / pageSize);
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 py-2.5">
      <p className="text-[13px] text-soft tabular-nums">{formatRecords(page, pageSize, total)}</p>
      <div className="flex gap-2">
        <PageLink href={page > 1 ? addressOf({ ...filter, page: page - 1 }) : null}>
          <ChevronLeft aria-hidden strokeWidth={1.75} /> Previous
        </PageLink>
        <PageLink href={page < last ? addressOf({ ...filter, page: page + 1 }) : null}>
          Next <ChevronRight aria-hidden strokeWidth={1.75} />
        </PageLink>
      </div>
    </nav>
  );
}

/** Only a search finds nobody: whoever looks is a member. */
function NobodyFound() {
  return (
    <section className="rounded-card border bg-card px-5 py-16 text-center">
      <h2 className="text-title">No member matches</h2>
      <p className="mt-1.5 text-soft">Nobody in this account has that in their name or e-mail address.</p>
      <Button asChild className="mt-5">
        <Link href={routes.members()}>Show all members</Link>
      </Button>
    </section>
  );
}

function addressOf({ search, page }: MemberFilter): string {
  return routes.members({ search, page: page > 1 ? page : undefined });
}
