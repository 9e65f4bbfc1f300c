import type { ReactNode } from 'react';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { AnyNumber } from '@/lib/received/numbers/queries';
import { NumberActions } from './number-actions';

type NumberListProps = { numbers: AnyNumber[]; now: string };

/** The table of assigned numbers, from 640 px on. */
export function NumberTable({ numbers, now, footer }: NumberListProps & { footer: ReactNode }) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>Number</Th>
          <Th>Account</Th>
          <Th className="hidden lg:table-cell">Webhook</Th>
          <Th className="hidden xl:table-cell">Assigned</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {numbers.map((assigned) => (
          <Tr key={assigned.id}>
            <Td className="h-14 py-2 pr-6! whitespace-nowrap">
              <NumberName assigned={assigned} />
            </Td>
            <Td className="w-1/4 max-w-0 py-2 pr-6! break-words">{assigned.accountName}</Td>
            <Td className="hidden w-1/2 max-w-0 truncate pr-6! text-soft lg:table-cell">
              <WebhookOf assigned={assigned} />
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap text-soft xl:table-cell">
              <Time at={assigned.createdAt.toISOString()} now={now} />
              <span className="block max-w-40 truncate text-small">by {assigned.assignedBy}</span>
            </Td>
            <Td className="w-0">
              <NumberActions assigned={assigned} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The numbers as cards below 640 px. */
export function NumberCards({ numbers, now }: NumberListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {numbers.map((assigned) => (
        <li key={assigned.id} className="rounded-card border bg-card px-4 py-3">
          <NumberName assigned={assigned} />
          <p className="mt-1.5 break-words">{assigned.accountName}</p>
          <p className="mt-0.5 text-small break-words text-soft">
            <WebhookOf assigned={assigned} />
          </p>
          <p className="mt-0.5 text-small text-soft">
            assigned <Time at={assigned.createdAt.toISOString()} now={now} /> by {assigned.assignedBy}
          </p>
          <div className="mt-3">
            <NumberActions assigned={assigned} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function NumberName({ assigned: { number, keyword } }: { assigned: AnyNumber }) {
  return (
    <>
      <span className="font-mono text-code">{number}</span>
      <span className="block text-small text-soft">{keyword === null ? 'all messages' : `keyword ${keyword}`}</span>
    </>
  );
}

function WebhookOf({ assigned: { webhookUrl, effectiveUrl } }: { assigned: AnyNumber }) {
  if (effectiveUrl === null) return 'No webhook: messages are only listed.';
  return (
    <>
      <span className="font-mono text-code max-sm:break-all">{effectiveUrl}</span>
      {webhookUrl === null && ' (of the account)'}
    </>
  );
}
