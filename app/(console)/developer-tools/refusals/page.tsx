import type { Metadata } from 'next';
import { EmptyState, NothingMatches } from '@/components/layout/empty-state';
import { LiveRefresh } from '@/components/layout/live-refresh';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { CursorPagination } from '@/components/ui/pagination';
import { can } from '@/lib/access/permissions';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
import { listKeyChoices } from '@/lib/messages/queries';
import { type AccountRefusal, listRefusals } from '@/lib/refusals/queries';
import { MAX_ADDRESSES } from '@/lib/refusals/refusal-view';
import { RefusalFix } from '../_refusals/refusal-fix';
import { RefusalRow } from '../_refusals/refusal-row';
import { type RefusalSearch, readFilter } from './filter';
import { RefusalFilters } from './refusal-filters';

export const metadata: Metadata = { title: 'Refusals' };

export default async function RefusalsPage({ searchParams }: { searchParams: Promise<RefusalSearch> }) {
  const { values, filter, addressProblem } = readFilter(await searchParams);
  const user = await requireUser(routes.refusals(values));
  const [found, keys] = await Promise.all([listRefusals(user, filter), listKeyChoices(user, filter.apiKeyId)]);
  const isFirstPage = !filter.before && !filter.after;
  const filtered = Object.values(values).some(Boolean);
  const now = new Date().toISOString();
  return (
    <PageMain wide>
      <PageHeader
        title="Refusals"
        purpose="Refused requests of the last 30 days with one of your keys: the reason and the fix. Equal ones within an hour are counted together."
      />
      {found.rows.length === 0 && isFirstPage && !filtered ? (
        <NoRefusals />
      ) : (
        <>
          <RefusalFilters values={values} keys={keys} addressProblem={addressProblem} />
          {found.rows.length === 0 ? (
            <NothingMatches noun="refusal" all={routes.refusals()}>
              {values.address !== undefined &&
                ` Of a key refused from more than ${MAX_ADDRESSES} addresses in an hour, the rest are counted together and cannot be found by address.`}
            </NothingMatches>
          ) : (
            <div className="rounded-card border bg-card px-4">
              <ul className="divide-y">
                {found.rows.map((refusal) => (
                  <Refusal key={refusal.id} refusal={refusal} now={now} manages={can(user, 'keys:update')} />
                ))}
              </ul>
              <div className="border-t">
                <CursorPagination {...paginationOf(found, values)} />
              </div>
            </div>
          )}
        </>
      )}
      {isFirstPage && <LiveRefresh topics={['refusals', 'settings']} />}
    </PageMain>
  );
}

function Refusal({ refusal, now, manages }: { refusal: AccountRefusal; now: string; manages: boolean }) {
  const { key, keyName, fix, ...shown } = refusal;
  return (
    <RefusalRow
      refusal={shown}
      now={now}
      keyName={
        key ? (
          <Link
            href={routes.apiKey(key.id)}
            className="max-w-64 truncate rounded-[4px] text-ink underline decoration-line underline-offset-2 hover:decoration-current"
          >
            {keyName}
          </Link>
        ) : (
          <span className="max-w-64 truncate">{keyName} (deleted)</span>
        )
      }
    >
      {key && <RefusalFix fix={fix} target={key} manages={manages} />}
    </RefusalRow>
  );
}

function paginationOf({ rows, previous, next }: Page<AccountRefusal>, values: Record<string, string | undefined>) {
  return {
    count: rows.length === 1 ? '1 refusal' : `${rows.length} refusals`,
    newer: previous && routes.refusals({ ...values, after: previous }),
    older: next && routes.refusals({ ...values, before: next }),
  };
}

function NoRefusals() {
  return (
    <EmptyState
      title="Nothing was refused"
      action={
        <Button asChild>
          <Link href={routes.errorCodes()}>Show the error codes</Link>
        </Button>
      }
    >
      <p>
        A request with one of your keys that is refused (wrong address, missing scope, invalid field) appears here
        within a second, with the fix. Requests with a mistyped key belong to no key and are not listed.
      </p>
    </EmptyState>
  );
}
