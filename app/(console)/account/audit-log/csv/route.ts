import { requirePermission } from '@/lib/access/permissions';
import { CSV_HEAD, csvLines } from '@/lib/audit/csv';
import { type AuditEventView, eachAuditEvents } from '@/lib/audit/queries';
import { recordRefusedAction } from '@/lib/audit/record-event';
import { findUser } from '@/lib/auth/session';
import { AppError, HTTP_STATUS } from '@/lib/base/errors';
import { toAppError } from '@/lib/database/translate-error';
import { readFilter } from '../filter';

/** Returns all events that match the filter of the page as a CSV file. */
export async function GET(request: Request): Promise<Response> {
  const user = await findUser();
  try {
    if (!user) throw new AppError('signed_out', 'You are signed out. Sign in again.');
    requirePermission(user, 'audit:read');
    const { filter } = readFilter(Object.fromEntries(new URL(request.url).searchParams));
    const pages = eachAuditEvents(user, filter);
    // Before the response begins, so that a failure of the database has its own status.
    const first = await pages.next();
    const day = new Date().toISOString().slice(0, 10);
    return new Response(streamOf(first, pages), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="audit-log-${day}.csv"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    const refusal = toAppError(error);
    if (user && refusal.code === 'forbidden') await recordRefusedAction(user, refusal);
    return new Response(refusal.message, { status: HTTP_STATUS[refusal.code] });
  }
}

type Pages = ReturnType<typeof eachAuditEvents>;

/** Streams one page of events at a time, as fast as the client reads. */
function streamOf(first: IteratorResult<AuditEventView[]>, pages: Pages): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: IteratorResult<AuditEventView[]> | null = first;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(CSV_HEAD));
    },
    async pull(controller) {
      const { value, done } = next ?? (await pages.next());
      next = null;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(csvLines(value)));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
