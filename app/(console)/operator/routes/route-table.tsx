import { Badge } from '@/components/ui/badge';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { routes as addresses } from '@/lib/base/routes';
import { prefixLabel } from '@/lib/carriers/route-label';
import type { RouteView } from '@/lib/carriers/route-queries';
import { RemoveRoute } from './remove-route';

/** The routes, from 640 px on. */
export function RouteTable({ routes }: { routes: RouteView[] }) {
  return (
    <TableCard className="hidden sm:block">
      <thead>
        <tr>
          <Th>Numbers</Th>
          <Th className="hidden lg:table-cell">Sender</Th>
          <Th className="hidden lg:table-cell">Account</Th>
          <Th>Carrier</Th>
          <Th>Priority</Th>
          <Th>Weight</Th>
          <ThActions />
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <Tr key={route.id}>
            <Td className="py-2 pr-6!">
              <Numbers route={route} />
              <span className="block text-small break-words text-soft lg:hidden">
                <Conditions route={route} />
              </span>
            </Td>
            <Td className="hidden pr-6! lg:table-cell">
              {route.sender ?? <span className="text-soft">every sender</span>}
            </Td>
            <Td className="hidden max-w-60 truncate pr-6! lg:table-cell">
              {route.accountName ?? <span className="text-soft">every account</span>}
            </Td>
            <Td className="pr-6!">
              <RouteCarrier route={route} />
            </Td>
            <Td className="pr-6! tabular-nums">{route.priority}</Td>
            <Td className="pr-6! tabular-nums">{route.weight}</Td>
            <Td className="w-0">
              <RemoveRoute id={route.id} label={labelOf(route)} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </TableCard>
  );
}

/** The routes as cards below 640 px. */
export function RouteCards({ routes }: { routes: RouteView[] }) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {routes.map((route) => (
        <li key={route.id} className="flex items-start gap-3 rounded-card border bg-card py-3 pr-2 pl-4">
          <div className="min-w-0 flex-1">
            <Numbers route={route} />
            <p className="mt-0.5 text-small break-words text-soft">
              <Conditions route={route} />
            </p>
            <p className="mt-1.5 flex flex-wrap items-center gap-x-2">
              <RouteCarrier route={route} />
              <span className="text-soft">
                priority {route.priority}, weight {route.weight}
              </span>
            </p>
          </div>
          <RemoveRoute id={route.id} label={labelOf(route)} />
        </li>
      ))}
    </ul>
  );
}

const labelOf = ({ prefix, carrier }: RouteView) => `${prefixLabel(prefix)} to ${carrier}`;

function Numbers({ route: { prefix, environment } }: { route: RouteView }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span className={prefix === '' ? '' : 'font-mono text-code'}>{prefixLabel(prefix)}</span>
      {environment === 'test' && <Badge tone="accent">Test keys</Badge>}
    </span>
  );
}

function Conditions({ route: { sender, accountName } }: { route: RouteView }) {
  if (sender === null && accountName === null) return 'every sender and account';
  return [sender && `from ${sender}`, accountName && `account ${accountName}`].filter(Boolean).join(', ');
}

function RouteCarrier({ route: { carrier, carrierState } }: { route: RouteView }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Link href={addresses.operatorCarrier(carrier)} className="font-mono text-code text-accent">
        {carrier}
      </Link>
      {carrierState !== 'active' && <Badge tone="wait">{carrierState}</Badge>}
    </span>
  );
}
