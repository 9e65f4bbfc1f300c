import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { routes } from '@/lib/base/routes';
import type { ReceivedMessage } from '@/lib/received/queries';

type ReceivedListProps = { messages: ReceivedMessage[]; now: string };

/** UTF-16 units of a text in the list; the row shows less. */
const PREVIEW = 300;

/** The table of received messages, from 640 px on. The whole row is a link to the message. */
export function ReceivedTable({ messages, now, footer }: ReceivedListProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>From</Th>
          <Th>To</Th>
          <Th>Text</Th>
          <Th className="hidden text-right xl:table-cell">Segments</Th>
          <Th className="text-right">Received</Th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <Tr key={message.id} className="relative">
            <Td className="w-0 max-w-56 truncate pr-5! whitespace-nowrap">
              <SenderLink message={message} />
            </Td>
            <Td className="w-0 max-w-48 truncate pr-5! font-mono text-code whitespace-nowrap text-soft">
              {message.recipient}
            </Td>
            <Td className="w-full max-w-0 truncate text-soft">
              <Preview message={message} />
            </Td>
            <Td className="hidden text-right text-soft tabular-nums xl:table-cell">{message.parts}</Td>
            <Td className="text-right whitespace-nowrap text-soft">
              <Time at={message.receivedAt.toISOString()} now={now} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The messages as cards below 640 px. */
export function ReceivedCards({ messages, now }: ReceivedListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {messages.map((message) => (
        <li key={message.id} className="relative rounded-card border bg-card px-4 py-3 focus-within:bg-hover">
          <div className="flex items-center justify-between gap-3">
            <span className="min-w-0 truncate">
              <SenderLink message={message} />
            </span>
            <Time at={message.receivedAt.toISOString()} now={now} className="shrink-0 text-small text-soft" />
          </div>
          <p className="mt-1.5 truncate text-soft">
            <Preview message={message} />
          </p>
          <p className="mt-1.5 truncate text-small text-soft">
            to <span className="font-mono text-code">{message.recipient}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

function SenderLink({ message: { id, sender } }: { message: ReceivedMessage }) {
  return (
    <Link href={routes.receivedMessage(id)} className="font-mono text-code after:absolute after:inset-0">
      {sender || 'unknown'}
    </Link>
  );
}

/** The keyword and the beginning of the text. */
function Preview({ message: { keyword, missingParts, text } }: { message: ReceivedMessage }) {
  return (
    <>
      {keyword !== null && <Tag title={`Keyword ${keyword}`}>{keyword}</Tag>}
      {missingParts > 0 && <Tag title="Parts of the message have not arrived">incomplete</Tag>}
      <bdi>{text.slice(0, PREVIEW)}</bdi>
    </>
  );
}

function Tag({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span
      title={title}
      className="mr-1.5 inline-block max-w-[55%] truncate rounded-[5px] bg-hover px-1.5 align-bottom font-mono text-code text-ink"
    >
      {children}
    </span>
  );
}
