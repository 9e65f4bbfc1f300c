import Link from 'next/link';
import type { ReactNode } from 'react';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { MessageRow } from '@/lib/messages/queries';
import { routes } from '@/lib/routes';
import { CancelButton, type CancelMessage } from './cancel-button';
import { StatusBadge } from './status-badge';

type MessageListProps = {
  messages: MessageRow[];
  now: string;
  /** Null for those who may not. */
  cancel: CancelMessage | null;
};

/** Messages from 640 px on. The whole row leads to the message. */
export function MessageTable({ messages, now, cancel, footer }: MessageListProps & { footer: ReactNode }) {
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
                <CancelIfScheduled message={message} cancel={cancel} />
                <Moment message={message} now={now} />
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** Messages under 640 px. */
export function MessageCards({ messages, now, cancel }: MessageListProps) {
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
            <Moment message={message} now={now} />
          </div>
          {message.status === 'scheduled' && cancel && (
            <div className="mt-2.5">
              <CancelIfScheduled message={message} cancel={cancel} />
            </div>
          )}
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

/** The caller's own id for the message, before its text. */
function Reference({ message: { reference } }: { message: MessageRow }) {
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

/** When the message was accepted or, while it waits for its time, when that is. */
function Moment({ message: { status, sendAt, createdAt }, now }: { message: MessageRow; now: string }) {
  if (status !== 'scheduled' || !sendAt) {
    return <Time at={createdAt.toISOString()} now={now} className="shrink-0 whitespace-nowrap" />;
  }
  return (
    <span className="shrink-0 whitespace-nowrap">
      sends <Time at={sendAt.toISOString()} now={now} />
    </span>
  );
}

function CancelIfScheduled({ message, cancel }: { message: MessageRow; cancel: CancelMessage | null }) {
  if (message.status !== 'scheduled' || !cancel) return null;
  const { id, recipient } = message;
  // Above the link that covers the row.
  return (
    <span className="relative">
      <CancelButton message={{ id, recipient }} cancel={cancel} inRow />
    </span>
  );
}
