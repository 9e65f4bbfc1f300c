import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { NothingMatches } from '@/components/layout/empty-state';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { CursorPagination } from '@/components/ui/pagination';
import { can } from '@/lib/access/permissions';
import { type AuditPage, findTargetName, listAuditActors, listAuditEvents } from '@/lib/audit/queries';
import { SYSTEM_ACTOR } from '@/lib/audit/schema';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { AuditFilters } from './audit-filters';
import { EventCards, EventTable } from './event-table';
import { type AuditSearch, readFilter } from './filter';

export const metadata: Metadata = { title: 'Audit log' };

const PURPOSE = 'Who did what in this account, when and from where. Entries cannot be changed or deleted.';

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<AuditSearch> }) {
  const { values, filter } = readFilter(await searchParams);
  const user = await requireUser(routes.auditLog(values));
  if (!can(user, 'audit:read')) return <NotAllowed />;
  const [found, actors, targetName] = await Promise.all([
    listAuditEvents(user, filter),
    listAuditActors(user),
    values.target ? findTargetName(user, values.target) : null,
  ]);
  const now = new Date().toISOString();
  const pages = <CursorPagination {...paginationOf(found, values)} />;
  return (
    <PageMain wide>
      <PageHeader
        title="Audit log"
        purpose={PURPOSE}
        action={
          <Button asChild>
            <a href={routes.auditLogCsv(values)} download>
              <Download aria-hidden strokeWidth={1.75} /> Download CSV
            </a>
          </Button>
        }
      />
      <AuditFilters values={values} actors={actors} targetName={targetName} systemActor={SYSTEM_ACTOR} />
      {found.events.length === 0 ? (
        <NothingMatches noun="event" all={routes.auditLog()} />
      ) : (
        <>
          <EventTable events={found.events} now={now} footer={<div className="border-t px-4">{pages}</div>} />
          <EventCards events={found.events} now={now} />
          <div className="sm:hidden">{pages}</div>
        </>
      )}
    </PageMain>
  );
}

function paginationOf({ events, hasNewer, hasOlder }: AuditPage, values: Record<string, string | undefined>) {
  return {
    count: events.length === 1 ? '1 event' : `${events.length} events`,
    newer: hasNewer ? routes.auditLog({ ...values, after: events.at(0)?.id }) : null,
    older: hasOlder ? routes.auditLog({ ...values, before: events.at(-1)?.id }) : null,
  };
}

function NotAllowed() {
  return (
    <PageMain>
      <PageHeader title="Audit log" purpose={PURPOSE} />
      <Notice>Only administrators of the account read the audit log.</Notice>
    </PageMain>
  );
}
