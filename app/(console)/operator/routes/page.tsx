import type { Metadata } from 'next';
import { EmptyState } from '@/components/layout/empty-state';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { listAccounts } from '@/lib/accounts/queries';
import { routes } from '@/lib/base/routes';
import { listCarriers } from '@/lib/carriers/queries';
import { listRoutes } from '@/lib/carriers/route-queries';
import { routeTesterSchema } from '@/lib/carriers/route-schema';
import { requireOperatorUser } from '../require-operator';
import { AddRouteButton } from './add-route';
import { RouteCards, RouteTable } from './route-table';
import { WhichRouteSection } from './which-route';

export const metadata: Metadata = { title: 'Routes' };

type RoutesPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RoutesPage({ searchParams }: RoutesPageProps) {
  const tested = routeTesterSchema.parse(await searchParams);
  const user = await requireOperatorUser(routes.operatorRoutes(tested));
  const [list, carriers, accounts] = await Promise.all([listRoutes(user), listCarriers(user), listAccounts(user)]);
  const choices = {
    carriers: carriers.map(({ name }) => name),
    accounts: accounts.map(({ id, name }) => ({ id, name })),
  };
  const hasRealCarrier = carriers.some(({ kind }) => kind !== 'simulator');
  return (
    <PageMain wide>
      <PageHeader
        title="Routes"
        purpose="Which carrier takes which messages: the longest prefix first, then sender, account, priority and weight."
        action={list.length > 0 && <AddRouteButton {...choices} />}
      />
      <div className="space-y-4">
        <WhichRouteSection user={user} tested={tested} accounts={choices.accounts} />
        {list.length === 0 ? (
          <EmptyState
            title="No routes yet"
            action={
              hasRealCarrier ? (
                <AddRouteButton {...choices} />
              ) : (
                <Button asChild variant="primary">
                  <Link href={routes.operatorNewCarrier()}>Connect a carrier</Link>
                </Button>
              )
            }
          >
            {hasRealCarrier
              ? 'Live messages are refused with no_route until a route leads to a carrier. One for all numbers is enough to start.'
              : 'Until the first carrier is connected, messages go to the simulator. Then routes decide which carrier takes which message.'}
          </EmptyState>
        ) : (
          <div>
            <RouteTable routes={list} />
            <RouteCards routes={list} />
          </div>
        )}
      </div>
    </PageMain>
  );
}
