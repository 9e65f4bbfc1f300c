import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { eventTitle } from '@/components/webhooks/event-names';
import { routes } from '@/lib/base/routes';
import type { DeliveryRow } from '@/lib/webhooks/log/queries';
import { DeliveryBadge } from './delivery-state';

type DeliveryListProps = {
  deliveries: DeliveryRow[];
  now: string;
  /** Without the endpoint, on its own page. */
  withoutTarget?: boolean;
  footer?: ReactNode;
};

/** Deliveries, newest first: a table from 768 px on, cards below. A row is a link to the delivery. */
export function DeliveryList(props: DeliveryListProps) {
  const { deliveries, now, withoutTarget = false, footer } = props;
  return (
    <>
      <TableCard className="hidden md:block" footer={footer}>
        <thead>
          <tr>
            <Th>State</Th>
            <Th>Event</Th>
            <Th>Recipient</Th>
            {!withoutTarget && <Th>Sent to</Th>}
            <Th>Answer</Th>
            <Th className="hidden text-right lg:table-cell">Attempts</Th>
            <Th className="text-right">Time</Th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <Tr key={delivery.id} className="relative">
              <Td className="w-0 pr-4! whitespace-nowrap">
                <DeliveryBadge state={delivery.state} />
              </Td>
              <Td className="whitespace-nowrap">
                <DeliveryLink delivery={delivery} />
              </Td>
              <Td className="font-mono text-code whitespace-nowrap text-soft">{delivery.recipient ?? '–'}</Td>
              {!withoutTarget && (
                <Td className="w-full max-w-0 truncate text-soft">
                  <Target delivery={delivery} />
                </Td>
              )}
              <Td className="text-soft">
                <Answer delivery={delivery} />
              </Td>
              <Td className="hidden text-right text-soft tabular-nums lg:table-cell">{delivery.attempts}</Td>
              <Td className="text-right whitespace-nowrap text-soft">
                <Time at={delivery.createdAt.toISOString()} now={now} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </TableCard>
      <ul className="space-y-2.5 md:hidden">
        {deliveries.map((delivery) => (
          <li key={delivery.id} className="relative rounded-card border bg-card px-4 py-3 focus-within:bg-hover">
            <div className="flex items-center justify-between gap-3">
              <DeliveryLink delivery={delivery} />
              <DeliveryBadge state={delivery.state} />
            </div>
            <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-soft">
              <span className="font-mono text-code">{delivery.recipient}</span>
              <Answer delivery={delivery} />
            </p>
            <p className="mt-1.5 flex justify-between gap-3 text-small text-soft">
              <span className="truncate">{!withoutTarget && <Target delivery={delivery} />}</span>
              <Time at={delivery.createdAt.toISOString()} now={now} className="shrink-0 whitespace-nowrap" />
            </p>
          </li>
        ))}
      </ul>
      {footer && <div className="md:hidden">{footer}</div>}
    </>
  );
}

function DeliveryLink({ delivery: { id, event } }: { delivery: DeliveryRow }) {
  return (
    <Link href={routes.webhookDelivery(id)} className="font-medium after:absolute after:inset-0">
      {eventTitle(event)}
    </Link>
  );
}

function Target({ delivery: { endpointName, url } }: { delivery: DeliveryRow }) {
  if (endpointName !== null) return <span title={url}>{endpointName}</span>;
  return (
    <span className="font-mono text-code" title={url}>
      {url}
    </span>
  );
}

function Answer({ delivery: { httpStatus, attempts, state } }: { delivery: DeliveryRow }) {
  if (httpStatus !== null) return <span className="font-mono text-code">{httpStatus}</span>;
  if (attempts > 0) return 'none';
  return state === 'pending' ? 'not sent yet' : '–';
}
