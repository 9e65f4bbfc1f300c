import { SENDER_KIND_NAMES, SenderName } from '@/components/senders/sender-name';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { RequestStateBadge } from '@/components/verification/state-badge';
import type { OwnSenderId } from '@/lib/senders/queries';
import { SenderRowMenu } from './sender-actions';
import { isInUse, SenderUsage } from './sender-usage';

export type SenderListProps = {
  senders: OwnSenderId[];
  now: string;
  /** Whether the user may request and remove sender IDs. */
  manages: boolean;
  operator: boolean;
};

/** The table of the account's sender IDs, from 640 px on. */
export function SenderTable({ senders, now, manages, ...rest }: SenderListProps) {
  return (
    <TableCard className="hidden sm:block">
      <thead>
        <tr>
          <Th>Sender ID</Th>
          <Th className="hidden md:table-cell">Kind</Th>
          <Th>State</Th>
          <Th className="hidden lg:table-cell">Default of</Th>
          <Th>Requested</Th>
          {manages && <ThActions />}
        </tr>
      </thead>
      <tbody>
        {senders.map((sender) => (
          <Tr key={sender.id}>
            <Td className="h-14 w-full max-w-0 py-2">
              <SenderName sender={sender} />
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap text-soft md:table-cell">{SENDER_KIND_NAMES[sender.kind]}</Td>
            <Td className="pr-6!">
              <RequestStateBadge state={sender.state} />
            </Td>
            <Td className="hidden min-w-44 py-2 pr-6! text-small break-words text-soft lg:table-cell">
              {isInUse(sender) ? <SenderUsage sender={sender} /> : '–'}
            </Td>
            <Td className="max-w-40 pr-6! whitespace-nowrap">
              <Time at={sender.requestedAt.toISOString()} now={now} />
              <span className="block truncate text-small text-soft">by {sender.requestedBy}</span>
            </Td>
            {manages && (
              <Td className="w-0">
                <SenderRowMenu sender={sender} {...rest} />
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The account's sender IDs as cards below 640 px. */
export function SenderCards({ senders, now, manages, ...rest }: SenderListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {senders.map((sender) => (
        <li key={sender.id} className="rounded-card border bg-card py-3 pr-2 pl-4">
          <div className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <SenderName sender={sender} />
            </div>
            {manages && <SenderRowMenu sender={sender} {...rest} />}
          </div>
          <div className="mt-2 flex justify-between gap-3 pr-2">
            <RequestStateBadge state={sender.state} />
            <span className="text-soft">{SENDER_KIND_NAMES[sender.kind]}</span>
          </div>
          <p className="mt-2 pr-2 text-small break-words text-soft">
            Requested <Time at={sender.requestedAt.toISOString()} now={now} /> by {sender.requestedBy}
          </p>
          {isInUse(sender) && (
            <p className="mt-1 pr-2 text-small break-words text-soft">
              Default of <SenderUsage sender={sender} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
