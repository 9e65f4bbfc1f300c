import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { RequestStateBadge } from '@/components/verification/state-badge';
import { volumeName } from '@/components/verification/volume-names';
import type { RequestView } from '@/lib/accounts/verification/queries';
import { routes } from '@/lib/base/routes';

type RequestTableProps = { requests: RequestView[]; now: string; footer: ReactNode };

/** The table of requests, from 640 px on. The whole row is a link to the request. */
export function RequestTable({ requests, now, footer }: RequestTableProps) {
  return (
    <TableCard className="hidden sm:block" footer={<div className="border-t">{footer}</div>}>
      <thead>
        <tr>
          <Th>Account</Th>
          <Th className="hidden lg:table-cell">Company or organization</Th>
          <Th className="hidden xl:table-cell">Messages a month</Th>
          <Th className="pl-5!">Requested</Th>
          <Th className="hidden pl-5! lg:table-cell">Decided by</Th>
          <Th className="pl-5! text-right">State</Th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <Tr key={request.id} className="relative">
            <Td className="w-1/3 max-w-0 truncate">
              <RequestLink request={request} />
            </Td>
            <Td className="hidden w-1/3 max-w-0 truncate text-soft lg:table-cell">{request.company}</Td>
            <Td className="hidden whitespace-nowrap text-soft tabular-nums xl:table-cell">
              {volumeName(request.monthlyVolume)}
            </Td>
            <Td className="pl-5! whitespace-nowrap text-soft">
              <Time at={request.requestedAt.toISOString()} now={now} titled={false} />
            </Td>
            <Td className="hidden max-w-40 truncate pl-5! text-soft lg:table-cell">{request.decidedBy ?? '–'}</Td>
            <Td className="w-0 pl-5! text-right">
              <RequestStateBadge state={request.state} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The requests as cards below 640 px. */
export function RequestCards({ requests, now }: Omit<RequestTableProps, 'footer'>) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {requests.map((request) => (
        <li key={request.id} className="relative rounded-card border bg-card px-4 py-3 focus-within:bg-hover">
          <div className="flex items-center justify-between gap-3">
            <span className="min-w-0 truncate">
              <RequestLink request={request} />
            </span>
            <RequestStateBadge state={request.state} />
          </div>
          <p className="mt-1.5 flex justify-between gap-3 text-small text-soft">
            <span className="truncate">{request.company}</span>
            <Time at={request.requestedAt.toISOString()} now={now} className="shrink-0" titled={false} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function RequestLink({ request }: { request: RequestView }) {
  return (
    <Link href={routes.operatorRequest(request.id)} className="font-medium after:absolute after:inset-0">
      {request.accountName}
    </Link>
  );
}
