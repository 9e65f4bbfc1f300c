import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { CursorPagination } from '@/components/ui/pagination';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { formatPrice } from '@/lib/credit/money';
import { findBalance, listLedger } from '@/lib/credit/queries';
import { LedgerTable } from './ledger-table';

export const metadata: Metadata = { title: 'Credit' };

type Search = { before?: string; after?: string };

export default async function CreditPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { before, after } = await searchParams;
  const user = await requireUser(routes.credit());
  const [credit, ledger] = await Promise.all([findBalance(user), listLedger(user, { before, after })]);
  return (
    <PageMain wide>
      <PageHeader
        title="Credit"
        purpose={
          credit
            ? `Balance: ${formatPrice(credit.balance, credit.currency)}. The operator of this installation tops it up.`
            : 'What live messages of the account cost, while it pays for them from a balance.'
        }
        action={
          <Button asChild>
            <a href={routes.creditCsv()} download>
              <Download aria-hidden strokeWidth={1.75} /> Download CSV
            </a>
          </Button>
        }
      />
      {!credit && <Notice>Credit is off: the account does not pay for its messages.</Notice>}
      {credit && credit.balance <= 0n && <Notice tone="bad">The balance is used up: live messages are refused.</Notice>}
      {ledger.rows.length > 0 && (
        <LedgerTable
          entries={ledger.rows}
          now={new Date().toISOString()}
          footer={
            <div className="border-t px-4">
              <CursorPagination
                count={ledger.rows.length === 1 ? '1 entry' : `${ledger.rows.length} entries`}
                newer={ledger.previous && routes.credit({ after: ledger.previous })}
                older={ledger.next && routes.credit({ before: ledger.next })}
              />
            </div>
          }
        />
      )}
      {credit && ledger.rows.length === 0 && <Notice>There is no entry yet.</Notice>}
    </PageMain>
  );
}
