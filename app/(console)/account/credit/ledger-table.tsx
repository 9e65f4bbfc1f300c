import type { ReactNode } from 'react';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import { type CreditEntry, ENTRY_LABELS } from '@/lib/credit/ledger-entry';
import { formatMoney } from '@/lib/credit/money';

type LedgerTableProps = { entries: CreditEntry[]; now: string; footer: ReactNode };

/** The changes of a balance. What messages cost is one entry a minute. */
export function LedgerTable({ entries, now, footer }: LedgerTableProps) {
  return (
    <TableCard footer={footer}>
      <thead>
        <tr>
          <Th>Entry</Th>
          <Th className="hidden text-right sm:table-cell">Messages</Th>
          <Th className="pl-6! text-right">Amount</Th>
          <Th className="pl-6! text-right">Balance</Th>
          <Th className="hidden pl-6! text-right md:table-cell">Time</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, at, kind, amount, messages, balance, note, actorName }) => (
          <Tr key={id}>
            <Td className="w-full max-w-0 truncate">
              {ENTRY_LABELS[kind]}
              {(note || actorName) && (
                <span className="text-soft"> {[note, actorName && `by ${actorName}`].filter(Boolean).join(', ')}</span>
              )}
            </Td>
            <Td className="hidden text-right tabular-nums sm:table-cell">
              {messages > 0 ? formatCount(messages) : ''}
            </Td>
            <Td className="pl-6! text-right whitespace-nowrap tabular-nums">
              {amount > 0n ? '+' : ''}
              {formatMoney(amount)}
            </Td>
            <Td className="pl-6! text-right whitespace-nowrap tabular-nums">{formatMoney(balance)}</Td>
            <Td className="hidden pl-6! text-right whitespace-nowrap text-soft md:table-cell">
              <Time at={at.toISOString()} now={now} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}
