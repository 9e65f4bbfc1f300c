import type { ReactNode } from 'react';
import { StatusBadge } from '@/components/messages/status-badge';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { routes } from '@/lib/base/routes';
import type { ListedMessage } from '@/lib/messages/message-row';
import { CancelButton } from '../cancel-button';

type MessageListProps = {
  messages: ListedMessage[];
  now: string;
  /** Whether the user may cancel messages. */
  cancels: boolean;
};

/** The table of messages, from 640 px on. The whole row is a link to the message. */
export function MessageTable({ messages, now, cancels, footer }: MessageListProps & { footer: ReactNode }) {
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
            <Td className="w-full max-w-0 truncate text-soft">
              <Reference message={message} /> {message.preview}
            </Td>
            <Td className="hidden max-w-48 truncate text-soft xl:table-cell">{message.keyName}</Td>
            <Td className="hidden text-right text-soft tabular-nums lg:table-cell">{message.segments}</Td>
            <Td className="text-right whitespace-nowrap text-soft">
              <span className="inline-flex items-center gap-3">
                <CancelIfScheduled message={message} cancels={cancels} />
                <MessageTime message={message} now={now} />
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The messages as cards below 640 px. */
export function MessageCards({ messages, now, cancels }: MessageListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {messages.map((message) => (
        <li key={message.id} className="relative rounded-card border bg-card px-4 py-3 focus-within:bg-hover">
          <div className="flex items-center justify-between gap-3">
            <RecipientLink message={message} className="after:absolute after:inset-0" />
            <StatusBadge status={message.status} />
          </div>
          <p className="mt-1.5 truncate text-soft">
            <Reference message={message} /> {message.preview}
          </p>
          <div className="mt-1.5 flex items-center justify-between gap-3 text-small text-soft">
            <span className="truncate">{message.keyName}</span>
            <MessageTime message={message} now={now} />
          </div>
          {message.status === 'scheduled' && cancels && (
            <div className="mt-2.5">
              <CancelIfScheduled message={message} cancels={cancels} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function RecipientLink({ message, className }: { message: ListedMessage; className: string }) {
  return (
    <Link href={routes.message(message.id)} className={`font-mono text-code ${className}`}>
      {message.recipient}
    </Link>
  );
}

/** The caller's own id of the message, shown before its text. */
function Reference({ message: { reference } }: { message: ListedMessage }) {
  if (reference === null) return null;
  return (
    <span
      title={`Reference ${reference}`}
      className="mr-1 inline-block max-w-[55%] truncate rounded-[5px] bg-hover px-1.5 align-bottom font-mono text-code text-ink"
    >
      {reference}
    </span>
  );
}

/** When the message was accepted or, if it is scheduled, when it is sent. */
function MessageTime({ message: { status, sendAt, createdAt }, now }: { message: ListedMessage; now: string }) {
  if (status !== 'scheduled' || !sendAt) {
    return <Time at={createdAt.toISOString()} now={now} className="shrink-0 whitespace-nowrap" />;
  }
  return (
    <span className="shrink-0 whitespace-nowrap">
      sends <Time at={sendAt.toISOString()} now={now} />
    </span>
  );
}

function CancelIfScheduled({ message, cancels }: { message: ListedMessage; cancels: boolean }) {
  if (message.status !== 'scheduled' || !cancels) return null;
  const { id, recipient } = message;
  // Stacked above the link that covers the row.
  return (
    <span className="relative">
      <CancelButton message={{ id, recipient }} inRow />
    </span>
  );
}
