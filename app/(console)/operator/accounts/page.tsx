import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { PageMain } from '@/components/layout/page-main';
import { AccountCards, AccountTable } from '@/components/operator/account-table';
import { ListFilters } from '@/components/operator/list-filters';
import { NewAccountButton } from '@/components/operator/new-account';
import { NothingMatches } from '@/components/operator/nothing-matches';
import { RecordPages } from '@/components/ui/record-pages';
import { listAccountPage } from '@/lib/accounts/directory/queries';
import { type AccountFilterInput, accountFilterSchema } from '@/lib/accounts/directory/schema';
import { routes } from '@/lib/routes';
import { createAccountAction, inviteAdministratorAction, verifyAccountAction } from '../actions';
import { requireOperatorUser } from '../require-operator';

export const metadata: Metadata = { title: 'Accounts' };

const STATES = { any: 'Verified or not', names: { verified: 'Verified', unverified: 'Not verified' } };

export default async function AccountsPage({ searchParams }: { searchParams: Promise<AccountFilterInput> }) {
  const filter = accountFilterSchema.parse(await searchParams);
  const { search, state } = filter;
  const user = await requireOperatorUser(routes.operatorAccounts({ search, state }));
  const found = await listAccountPage(user, filter);
  const list = {
    accounts: found.accounts,
    now: new Date().toISOString(),
    verify: verifyAccountAction,
    invite: inviteAdministratorAction,
  };
  const pages = <RecordPages found={found} address={(page) => routes.operatorAccounts({ search, state, page })} />;
  return (
    <PageMain wide>
      <PageHeader
        title="Accounts"
        purpose="Customers of this installation. Each has members, keys and messages of its own."
        action={<NewAccountButton create={createAccountAction} invite={inviteAdministratorAction} />}
      />
      <ListFilters list="accounts" search={search} state={state} states={STATES} />
      {found.total === 0 ? (
        <NothingMatches
          title="No account matches"
          all={{ href: routes.operatorAccounts(), label: 'Show all accounts' }}
        />
      ) : (
        <>
          <AccountTable {...list} footer={pages} />
          <AccountCards {...list} />
          <div className="-mx-3.5 mt-3 sm:hidden">{pages}</div>
        </>
      )}
    </PageMain>
  );
}
