import type { Metadata } from 'next';
import { ListFilters } from '@/components/form/list-filters';
import { NothingMatches } from '@/components/layout/empty-state';
import { PageHeader, PageMain } from '@/components/layout/page';
import { NumberedPagination } from '@/components/ui/pagination';
import { listAccountPage } from '@/lib/accounts/directory/queries';
import { type AccountFilterInput, accountFilterSchema } from '@/lib/accounts/directory/schema';
import { routes } from '@/lib/base/routes';
import { formatPrice } from '@/lib/credit/money';
import { listBalances } from '@/lib/credit/queries';
import { env } from '@/lib/runtime/env';
import { requireOperatorUser } from '../require-operator';
import { NewAccountButton } from './account-actions';
import { AccountCards, AccountTable } from './account-table';

export const metadata: Metadata = { title: 'Accounts' };

const STATES = { any: 'Verified or not', names: { verified: 'Verified', unverified: 'Not verified' } };

export default async function AccountsPage({ searchParams }: { searchParams: Promise<AccountFilterInput> }) {
  const filter = accountFilterSchema.parse(await searchParams);
  const { search, state } = filter;
  const user = await requireOperatorUser(routes.operatorAccounts({ search, state }));
  const found = await listAccountPage(user, filter);
  const balances = await listBalances(
    user,
    found.accounts.map(({ id }) => id),
  );
  const list = {
    accounts: found.accounts.map((account) => {
      const balance = balances.get(account.id);
      return { ...account, balance: balance === undefined ? null : formatPrice(balance, env().CREDIT_CURRENCY) };
    }),
    now: new Date().toISOString(),
  };
  const pages = (
    <NumberedPagination found={found} address={(page) => routes.operatorAccounts({ search, state, page })} />
  );
  return (
    <PageMain wide>
      <PageHeader
        title="Accounts"
        purpose="Customers of this installation. Each has members, keys and messages of its own."
        action={<NewAccountButton />}
      />
      <ListFilters list="accounts" search={search} state={state} states={STATES} />
      {found.total === 0 ? (
        <NothingMatches noun="account" all={routes.operatorAccounts()} />
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
