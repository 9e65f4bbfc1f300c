import { CSV_HEAD, csvLines } from '@/lib/received/csv';
import { eachReceived } from '@/lib/received/queries';
import { csvFile } from '../../../csv-file';
import { readFilter } from '../filter';

/** Returns all received messages that match the filter of the page as a CSV file. */
export function GET(request: Request): Promise<Response> {
  const { filter } = readFilter(Object.fromEntries(new URL(request.url).searchParams));
  return csvFile({
    name: 'received',
    permission: 'messages:read',
    head: CSV_HEAD,
    lines: csvLines,
    pagesOf: (user) => eachReceived(user, filter),
  });
}
