import { CSV_HEAD, csvLines } from '@/lib/audit/csv';
import { eachAuditEvents } from '@/lib/audit/queries';
import { csvFile } from '../../../csv-file';
import { readFilter } from '../filter';

/** Returns all events that match the filter of the page as a CSV file. */
export function GET(request: Request): Promise<Response> {
  const { filter } = readFilter(Object.fromEntries(new URL(request.url).searchParams));
  return csvFile({
    name: 'audit-log',
    permission: 'audit:read',
    head: CSV_HEAD,
    lines: csvLines,
    pagesOf: (user) => eachAuditEvents(user, filter),
  });
}
