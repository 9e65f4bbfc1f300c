import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import type { CarrierView } from '@/lib/carriers/live-state';
import { CarrierBadge } from '../_shared/carrier-badge';
import { deliveryRate, KIND_NAMES, queueText, rateText } from '../_shared/carrier-facts';
import { CarrierRowMenu } from '../_shared/carrier-row-menu';
import { LastError } from '../_shared/last-error';

type CarrierListProps = { carriers: CarrierView[]; now: string };

/** The carriers with their state now, from 640 px on. */
export function CarrierTable({ carriers, now }: CarrierListProps) {
  return (
    <TableCard className="hidden sm:block">
      <thead>
        <tr>
          <Th>Carrier</Th>
          <Th>State</Th>
          <Th className="hidden lg:table-cell">Window</Th>
          <Th>Rate</Th>
          <Th>Queue</Th>
          <Th className="hidden md:table-cell">Delivered</Th>
          <Th className="hidden lg:table-cell">Throttled</Th>
          <Th className="hidden xl:table-cell">Last error</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {carriers.map((carrier) => (
          <Tr key={carrier.name}>
            <Td className="h-14 py-2 pr-6! whitespace-nowrap">
              <CarrierName carrier={carrier} />
            </Td>
            <Td className="pr-6!">
              <CarrierBadge carrier={carrier} />
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap tabular-nums lg:table-cell">
              <Window carrier={carrier} />
            </Td>
            <Td className="pr-6! whitespace-nowrap tabular-nums">{rateText(carrier)}</Td>
            <Td className="pr-6! whitespace-nowrap tabular-nums">
              <Queue carrier={carrier} now={now} />
            </Td>
            <Td className="hidden pr-6! whitespace-nowrap tabular-nums md:table-cell">
              {deliveryRate(carrier.lastHour)}
            </Td>
            <Td className="hidden pr-6! tabular-nums lg:table-cell">{formatCount(carrier.lastHour.throttled)}</Td>
            <Td className="hidden w-1/3 max-w-0 py-2 text-small xl:table-cell">
              <LastError error={carrier.lastError} now={now} />
            </Td>
            <Td className="w-0">
              <CarrierRowMenu carrier={carrier} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The carriers as cards below 640 px. */
export function CarrierCards({ carriers, now }: CarrierListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {carriers.map((carrier) => (
        <li key={carrier.name} className="rounded-card border bg-card py-3 pr-2 pl-4">
          <div className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <CarrierName carrier={carrier} />
            </div>
            <CarrierRowMenu carrier={carrier} />
          </div>
          <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 pr-2 tabular-nums">
            <CarrierBadge carrier={carrier} />
            <span>{rateText(carrier)}</span>
            <span>
              <Queue carrier={carrier} now={now} /> queued
            </span>
          </div>
          {carrier.lastError && (
            <p className="mt-2 pr-2 text-small text-soft">
              <LastError error={carrier.lastError} now={now} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function CarrierName({ carrier: { name, kind, routes: count } }: { carrier: CarrierView }) {
  return (
    <>
      <Link href={routes.operatorCarrier(name)} className="font-mono text-code font-medium text-accent">
        {name}
      </Link>
      <span className="block text-small text-soft">
        {KIND_NAMES[kind]}, {count === 1 ? '1 route' : `${formatCount(count)} routes`}
      </span>
    </>
  );
}

function Window({ carrier: { kind, bound, binds, windowUsed, window } }: { carrier: CarrierView }) {
  if (kind === 'simulator') return <span className="text-soft">no link</span>;
  return (
    <>
      {formatCount(windowUsed)} of {formatCount(window)}
      <span className="block text-small text-soft">
        {bound} of {binds} {kind === 'http' ? 'connected' : 'bound'}
      </span>
    </>
  );
}

function Queue({ carrier: { queued, oldestQueuedAt }, now }: { carrier: CarrierView; now: string }) {
  return (
    <>
      {queueText(queued)}
      {oldestQueuedAt && (
        <span className="block text-small text-soft max-sm:inline max-sm:pl-1">
          oldest <Time at={oldestQueuedAt.toISOString()} now={now} />
        </span>
      )}
    </>
  );
}
