import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { listAlerts, listCarriers } from '@/lib/carriers/queries';
import { requireOperatorUser } from '../../require-operator';
import { AlertList } from '../_shared/alert-list';
import { CarrierCards, CarrierTable } from './carrier-table';

export const metadata: Metadata = { title: 'Carriers' };

export default async function CarriersPage() {
  const user = await requireOperatorUser(routes.operatorCarriers());
  const [carriers, alerts] = await Promise.all([listCarriers(user), listAlerts(user)]);
  const now = new Date().toISOString();
  const open = alerts.filter(({ closedAt }) => closedAt === null);
  const withoutRoute = carriers.filter(({ kind, routes: count }) => kind !== 'simulator' && count === 0);
  return (
    <PageMain wide>
      <PageHeader
        title="Carriers"
        purpose="Where messages leave this installation. Routes decide which carrier takes which message."
        action={
          <Button asChild variant="primary">
            <Link href={routes.operatorNewCarrier()}>
              <Plus aria-hidden strokeWidth={1.75} /> New carrier
            </Link>
          </Button>
        }
      />
      {carriers.length === 1 && (
        <Notice>
          Only the simulator is here: it answers like a carrier, and nothing leaves this machine. Connect a carrier by
          SMPP or HTTP to send real messages.
        </Notice>
      )}
      {withoutRoute.length > 0 && (
        <Notice tone="wait">
          No route leads to {withoutRoute.map(({ name }) => `“${name}”`).join(', ')}: no message goes there.{' '}
          <Link href={routes.operatorRoutes()} className="font-medium underline underline-offset-2">
            Add a route
          </Link>
        </Notice>
      )}
      {open.length > 0 && (
        <div className="mb-5">
          <SectionCard id="alerts" title={open.length === 1 ? '1 open alert' : `${open.length} open alerts`}>
            <AlertList alerts={open} now={now} linked />
          </SectionCard>
        </div>
      )}
      <CarrierTable carriers={carriers} now={now} />
      <CarrierCards carriers={carriers} now={now} />
      <LiveRefresh topics={['carriers', 'settings']} />
    </PageMain>
  );
}
