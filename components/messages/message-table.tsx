import Link from 'next/link';
import type { ReactNode } from 'react';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { MessageRow } from '@/lib/messages/queries';
import { routes } from '@/lib/routes';
import { StatusBadge } from './status-badge';

type MessageTableProps = { messages: MessageRow[]; now: string; footer: ReactNode };

/** Messages from 640 px on. The whole row leads to the message. */
export function MessageTable({ messages, now, footer }: MessageTableProps) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>Status</Th>
          <Th>Recipient</Th>
          <Th>Text</Th>
          <Th className="hidden xl:table-cell">Key</Th>
          <Th className="hidden text-right lg:table-cell">Segments</Th>
          <Th className="text-right">Time</Th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <Tr key={message.id} className="relative">
            <Td className="w-36 min-w-36 whitespace-nowrap">
              <StatusBadge status={message.status} />
            </Td>
            <Td className="w-0 pr-5! whitespace-nowrap">
              <RecipientLink message={message} className="after:absolute after:inset-0" />
            </Td>
            <Td className="w-full max-w-0 truncate text-soft">{message.preview}</Td>
            <Td className="hidden max-w-48 truncate text-soft xl:table-cell">{message.keyName}</Td>
            <Td className="hidden text-right text-soft tabular-nums lg:table-cell">{message.segments}</Td>
            <Td className="text-right whitespace-nowrap text-soft">
              <Time at={message.createdAt.toISOString()} now={now} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** Messages under 640 px. */
export function MessageCards({ messages, now }: Omit<MessageTableProps, 'footer'>) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {messages.map((message) => (
        <li key={message.id} className="relative rounded-card border bg-card px-4 py-3 focus-within:bg-hover">
          <div className="flex items-center justify-between gap-3">
            <RecipientLink message={message} className="after:absolute after:inset-0" />
            <StatusBadge status={message.status} />
          </div>
          <p className="mt-1.5 truncate text-soft">{message.preview}</p>
          <p className="mt-1.5 flex justify-between gap-3 text-small text-soft">
            <span className="truncate">{message.keyName}</span>
            <Time at={message.createdAt.toISOString()} now={now} className="shrink-0" />
          </p>
        </li>
      ))}
    </ul>
  );
}

function RecipientLink({ message, className }: { message: MessageRow; className: string }) {
  return (
    <Link href={routes.message(message.id)} className={`font-mono text-code ${className}`}>
      {message.recipient}
    </Link>
  );
}
