import type { ReactNode } from 'react';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { UnassignedMessage } from '@/lib/received/queries';
import type { AccountChoice } from '../(list)/assign-dialog';
import { AssignButton } from '../(list)/number-actions';

type UnassignedListProps = { messages: UnassignedMessage[]; accounts: readonly AccountChoice[]; now: string };

/** UTF-16 units of a text in the list. */
const PREVIEW = 300;

/** The table of messages without an account, from 640 px on. */
export function UnassignedTable({ messages, accounts, now, footer }: UnassignedListProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>To</Th>
          <Th>From</Th>
          <Th>Text</Th>
          <Th className="hidden lg:table-cell">Carrier</Th>
          <Th className="pr-6! text-right">Received</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <Tr key={message.id}>
            <Td className="w-0 max-w-48 truncate pr-5! font-mono text-code whitespace-nowrap">{message.recipient}</Td>
            <Td className="w-0 max-w-48 truncate pr-5! font-mono text-code whitespace-nowrap text-soft">
              {message.sender}
            </Td>
            <Td className="w-full max-w-0 truncate text-soft">
              <bdi>{message.text.slice(0, PREVIEW)}</bdi>
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap text-soft lg:table-cell">{message.carrier}</Td>
            <Td className="pr-6! text-right whitespace-nowrap text-soft">
              <Time at={message.receivedAt.toISOString()} now={now} />
            </Td>
            <Td className="w-0">
              <AssignButton accounts={accounts} number={message.recipient} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The messages as cards below 640 px. */
export function UnassignedCards({ messages, accounts, now }: UnassignedListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {messages.map((message) => (
        <li key={message.id} className="rounded-card border bg-card px-4 py-3">
          <div className="flex items-center justify-between gap-3">
            <span className="min-w-0 truncate font-mono text-code">{message.recipient}</span>
            <Time at={message.receivedAt.toISOString()} now={now} className="shrink-0 text-small text-soft" />
          </div>
          <p className="mt-1.5 break-words text-soft">
            <bdi>{message.text.slice(0, PREVIEW)}</bdi>
          </p>
          <p className="mt-1.5 text-small break-words text-soft">
            from <span className="font-mono text-code">{message.sender}</span> by {message.carrier}
          </p>
          <div className="mt-3">
            <AssignButton accounts={accounts} number={message.recipient} />
          </div>
        </li>
      ))}
    </ul>
  );
}
