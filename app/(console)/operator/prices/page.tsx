import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { formatMoney } from '@/lib/credit/money';
import { listPrices } from '@/lib/credit/queries';
import { env } from '@/lib/runtime/env';
import { requireOperatorUser } from '../require-operator';
import { ImportPrices } from './import-prices';

export const metadata: Metadata = { title: 'Prices' };

/** Prices shown on the page; the file has all. */
const MAX_SHOWN = 500;

export default async function PricesPage() {
  const user = await requireOperatorUser(routes.operatorPrices());
  const prices = await listPrices(user);
  return (
    <PageMain>
      <PageHeader
        title="Prices"
        purpose="What one segment costs accounts with credit, by the first digits of the number. The longest prefix applies."
        action={
          prices.length > 0 && (
            <Button asChild>
              <a href={routes.operatorPricesCsv()} download>
                <Download aria-hidden strokeWidth={1.75} /> Download CSV
              </a>
            </Button>
          )
        }
      />
      <div className="space-y-4">
        <ImportPrices />
        {prices.length === 0 ? (
          <Notice>There are no prices yet: accounts with credit cannot send.</Notice>
        ) : (
          <TableCard
            footer={
              prices.length > MAX_SHOWN && (
                <p className="border-t px-4 py-3 text-soft">
                  The first {formatCount(MAX_SHOWN)} of {formatCount(prices.length)} prices. The file has all.
                </p>
              )
            }
          >
            <thead>
              <tr>
                <Th>Prefix</Th>
                <Th className="text-right">{env().CREDIT_CURRENCY} for a segment</Th>
              </tr>
            </thead>
            <tbody>
              {prices.slice(0, MAX_SHOWN).map(({ prefix, amount }) => (
                <Tr key={prefix}>
                  <Td className="w-full font-mono">{prefix === '' ? 'all others' : `+${prefix}`}</Td>
                  <Td className="text-right tabular-nums">{formatMoney(amount)}</Td>
                </Tr>
              ))}
            </tbody>
          </TableCard>
        )}
      </div>
    </PageMain>
  );
}
