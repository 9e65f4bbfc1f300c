import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { eventTitle } from '@/components/webhooks/event-names';
import { formatCount, formatDuration } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import type { EndpointView } from '@/lib/webhooks/endpoints/view';
import { WEBHOOK_EVENTS } from '@/lib/webhooks/events';
import { DeliverySparkline } from '../_shared/delivery-sparkline';
import { EndpointRowMenu } from '../_shared/endpoint-row-menu';
import { EndpointBadge } from '../_shared/endpoint-state';
import { EndpointSwitch } from '../_shared/endpoint-switch';
import { type Health, successRate } from '../_shared/health';

export type EndpointRow = { endpoint: EndpointView; health: Health | null };
type EndpointTableProps = { rows: EndpointRow[]; now: string; manages: boolean };

/** The endpoints with their health: a table from 768 px on, cards below. */
export function EndpointTable(props: EndpointTableProps) {
  const { rows, now, manages } = props;
  return (
    <>
      <TableCard className="hidden md:block">
        <thead>
          <tr>
            <Th>Endpoint</Th>
            <Th className="hidden xl:table-cell">Events</Th>
            <Th className="text-right">Success, 24 h</Th>
            <Th className="hidden lg:table-cell">24 hours</Th>
            <Th className="hidden text-right lg:table-cell">p95</Th>
            <Th>Last failure</Th>
            <Th>Status</Th>
            <ThActions />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ endpoint, health }) => (
            <Tr key={endpoint.id}>
              <Td className="h-14 w-full max-w-0 py-1.5">
                <EndpointName endpoint={endpoint} />
              </Td>
              <Td className="hidden whitespace-nowrap text-soft xl:table-cell" title={endpoint.events.join(', ')}>
                {eventsLabel(endpoint)}
              </Td>
              <Td className="text-right whitespace-nowrap">
                <Rate health={health} />
              </Td>
              <Td className="hidden lg:table-cell">{health && <DeliverySparkline hours={health.hours} />}</Td>
              <Td className="hidden text-right whitespace-nowrap text-soft tabular-nums lg:table-cell">
                {health?.p95Ms == null ? '–' : formatDuration(health.p95Ms)}
              </Td>
              <Td className="whitespace-nowrap text-soft">
                <LastFailure health={health} now={now} />
              </Td>
              <Td className="w-0 whitespace-nowrap">
                <Status endpoint={endpoint} manages={manages} />
              </Td>
              <Td className="w-0">
                <EndpointRowMenu endpoint={menuOf(endpoint)} manages={manages} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </TableCard>
      <ul className="space-y-2.5 md:hidden">
        {rows.map((row) => (
          <EndpointCard key={row.endpoint.id} row={row} now={now} manages={manages} />
        ))}
      </ul>
    </>
  );
}

function EndpointCard({
  row: { endpoint, health },
  now,
  manages,
}: Omit<EndpointTableProps, 'rows'> & { row: EndpointRow }) {
  return (
    <li className="rounded-card border bg-card py-3 pr-2 pl-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1 pt-1">
          <EndpointName endpoint={endpoint} />
        </div>
        <EndpointRowMenu endpoint={menuOf(endpoint)} manages={manages} />
      </div>
      <div className="mt-2 flex items-center justify-between gap-3 pr-2">
        <Status endpoint={endpoint} manages={manages} />
        {health && <DeliverySparkline hours={health.hours} />}
      </div>
      <div className="mt-2 flex flex-wrap justify-between gap-x-3 gap-y-1 pr-2 text-soft">
        <span>
          <Rate health={health} />
        </span>
        {health?.p95Ms != null && <span className="tabular-nums">p95 {formatDuration(health.p95Ms)}</span>}
        <span>
          last failure <LastFailure health={health} now={now} />
        </span>
      </div>
    </li>
  );
}

function EndpointName({ endpoint: { id, name, url } }: { endpoint: EndpointView }) {
  return (
    <>
      <Link
        href={routes.webhook(id)}
        className="block w-fit max-w-full truncate rounded-[4px] font-medium hover:underline hover:underline-offset-3"
      >
        {name}
      </Link>
      <span className="block truncate font-mono text-small text-soft" title={url}>
        {url}
      </span>
    </>
  );
}

function Status({ endpoint, manages }: { endpoint: EndpointView; manages: boolean }) {
  const { id, name, enabled, state } = endpoint;
  // The switch of a disabled one would be on and still nothing is sent: the notice above has the button.
  if (!manages || state?.disabledAt) return <EndpointBadge endpoint={endpoint} />;
  return (
    <span className="flex items-center gap-2">
      <EndpointSwitch id={id} name={name} enabled={enabled} />
      {state && enabled && <EndpointBadge endpoint={endpoint} />}
    </span>
  );
}

function Rate({ health }: { health: Health | null }) {
  const rate = health && successRate(health);
  if (!health || rate === null) return <span className="text-soft">nothing sent</span>;
  return (
    <>
      <span className={health.failed > 0 ? 'text-wait tabular-nums' : 'text-good tabular-nums'}>{rate}</span>
      <span className="text-small text-soft tabular-nums"> of {formatCount(health.succeeded + health.failed)}</span>
    </>
  );
}

function LastFailure({ health, now }: { health: Health | null; now: string }) {
  return health?.lastFailureAt ? <Time at={health.lastFailureAt.toISOString()} now={now} /> : 'none';
}

function eventsLabel({ events, keyIds }: EndpointView): string {
  const [first = ''] = events;
  const which =
    events.length === 1
      ? eventTitle(first)
      : events.length === WEBHOOK_EVENTS.length
        ? 'All'
        : `${events.length} events`;
  if (keyIds.length === 0) return which;
  return `${which}, ${keyIds.length === 1 ? '1 key' : `${keyIds.length} keys`}`;
}

function menuOf({ id, name, events }: EndpointView) {
  return { id, name, events };
}
