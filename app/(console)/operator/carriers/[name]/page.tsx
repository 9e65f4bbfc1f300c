import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { carrierMinutes, listAlerts, listCarrierHistory, listUnmatchedReceipts } from '@/lib/carriers/queries';
import { requireOperatorUser } from '../../require-operator';
import { AlertList } from '../_shared/alert-list';
import { CarrierBadge } from '../_shared/carrier-badge';
import { KIND_NAMES } from '../_shared/carrier-facts';
import { CarrierRowMenu } from '../_shared/carrier-row-menu';
import { BindsSection } from './binds-section';
import { ChartsSection } from './charts-section';
import { HistorySection } from './history-section';
import { loadCarrier } from './load-carrier';
import { pageFilterSchema } from './page-filter';
import { ReceiptsSection } from './receipts-section';
import { SettingsSection } from './settings-section';
import { StateSection } from './state-section';

type CarrierPageProps = {
  params: Promise<{ name: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: CarrierPageProps): Promise<Metadata> {
  return { title: (await params).name };
}

export default async function CarrierPage({ params, searchParams }: CarrierPageProps) {
  const { name } = await params;
  const { hours, ...cursors } = pageFilterSchema.parse(await searchParams);
  const user = await requireOperatorUser(routes.operatorCarrier(name));
  const [carrier, points, receipts, alerts, history] = await Promise.all([
    loadCarrier(user, name),
    carrierMinutes(user, name, hours),
    listUnmatchedReceipts(user, name, cursors),
    listAlerts(user, name),
    listCarrierHistory(user, name),
  ]);
  const now = new Date().toISOString();
  const isSimulator = carrier.kind === 'simulator';
  return (
    <PageMain>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-2 break-all">
            {name} <CarrierBadge carrier={carrier} />
          </span>
        }
        purpose={`${KIND_NAMES[carrier.kind]} carrier`}
        action={
          <div className="flex items-center gap-2">
            {!isSimulator && (
              <Button asChild>
                <Link href={routes.operatorEditCarrier(name)}>Edit</Link>
              </Button>
            )}
            <CarrierRowMenu carrier={carrier} />
          </div>
        }
      />
      {!isSimulator && carrier.routes === 0 && (
        <Notice tone="wait">
          No route leads to this carrier, so it gets no messages.{' '}
          <Link href={routes.operatorRoutes()} className="font-medium underline underline-offset-2">
            Add a route
          </Link>
        </Notice>
      )}
      <div className="space-y-4">
        <StateSection carrier={carrier} now={now} />
        {alerts.length > 0 && (
          <SectionCard id="alerts" title="Alerts" purpose="Open ones first.">
            <AlertList alerts={alerts.slice(0, 10)} now={now} />
          </SectionCard>
        )}
        {!isSimulator && <BindsSection carrier={carrier} now={now} />}
        <ChartsSection name={name} points={points} hours={hours} />
        <ReceiptsSection name={name} page={receipts} now={now} />
        {!isSimulator && <SettingsSection carrier={carrier} />}
        <HistorySection events={history} now={now} />
      </div>
      <LiveRefresh topics={['carriers', 'settings']} />
    </PageMain>
  );
}
