import type { ReactNode } from 'react';
import { SENDER_KIND_NAMES, SenderName } from '@/components/senders/sender-name';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { RequestStateBadge } from '@/components/verification/state-badge';
import type { AnySenderId } from '@/lib/senders/queries';
import { DecideSender } from './decide-sender';

type SenderIdTableProps = { senderIds: AnySenderId[]; now: string };

/** The table of the sender IDs of all accounts, from 640 px on. */
export function SenderIdTable({ senderIds, now, footer }: SenderIdTableProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>Sender ID</Th>
          <Th className="hidden 2xl:table-cell">Kind</Th>
          <Th>Account</Th>
          <Th className="hidden lg:table-cell">Requested</Th>
          <Th>State</Th>
          <Th>
            <span className="sr-only">Decide</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {senderIds.map((sender) => (
          <Tr key={sender.id}>
            <Td className="h-14 w-1/2 max-w-0 py-2">
              <SenderName sender={sender} />
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap text-soft 2xl:table-cell">
              {SENDER_KIND_NAMES[sender.kind]}
            </Td>
            <Td className="w-1/3 max-w-0 py-2 pr-6! break-words">{sender.accountName}</Td>
            <Td className="hidden max-w-40 pr-6! whitespace-nowrap lg:table-cell">
              <Time at={sender.requestedAt.toISOString()} now={now} />
              <span className="block truncate text-small text-soft">by {sender.requestedBy}</span>
            </Td>
            <Td className="pr-6!">
              <RequestStateBadge state={sender.state} />
            </Td>
            <Td className="w-0">
              <DecideSender sender={sender} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The sender IDs as cards below 640 px. */
export function SenderIdCards({ senderIds, now }: SenderIdTableProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {senderIds.map((sender) => (
        <li key={sender.id} className="rounded-card border bg-card px-4 py-3">
          <div className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <SenderName sender={sender} />
            </div>
            <RequestStateBadge state={sender.state} />
          </div>
          <p className="mt-1.5 break-words">{sender.accountName}</p>
          <p className="mt-0.5 text-small break-words text-soft">
            {SENDER_KIND_NAMES[sender.kind]}, requested <Time at={sender.requestedAt.toISOString()} now={now} /> by{' '}
            {sender.requestedBy}
          </p>
          <div className="mt-3">
            <DecideSender sender={sender} />
          </div>
        </li>
      ))}
    </ul>
  );
}
