import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { NothingMatches } from '@/components/layout/empty-state';
import { Notice } from '@/components/layout/notice';
import { PageHeader, PageMain } from '@/components/layout/page';
import { Button } from '@/components/ui/button';
import { CursorPagination } from '@/components/ui/pagination';
import { can } from '@/lib/access/permissions';
import { type AuditEventView, findTargetName, listAuditActors, listAuditEvents } from '@/lib/audit/queries';
import { SYSTEM_ACTOR } from '@/lib/audit/schema';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import type { Page } from '@/lib/database/keyset';
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
      {found.rows.length === 0 ? (
        <NothingMatches noun="event" all={routes.auditLog()} />
      ) : (
        <>
          <EventTable events={found.rows} now={now} footer={<div className="border-t px-4">{pages}</div>} />
          <EventCards events={found.rows} now={now} />
          <div className="sm:hidden">{pages}</div>
        </>
      )}
    </PageMain>
  );
}

function paginationOf({ rows, previous, next }: Page<AuditEventView>, values: Record<string, string | undefined>) {
  return {
    count: rows.length === 1 ? '1 event' : `${rows.length} events`,
    newer: previous && routes.auditLog({ ...values, after: previous }),
    older: next && routes.auditLog({ ...values, before: next }),
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
