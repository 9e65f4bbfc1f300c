import type { UserActor } from '@/lib/access/actor';
import { type Permission, requirePermission } from '@/lib/access/permissions';
import { recordRefusedAction } from '@/lib/audit/record-event';
import { findUser } from '@/lib/auth/session';
import { AppError, HTTP_STATUS } from '@/lib/base/errors';
import { toAppError } from '@/lib/database/translate-error';

type CsvFile<Row> = {
  /** Name of the file, before the day. */
  name: string;
  permission: Permission;
  head: string;
  lines: (rows: readonly Row[]) => string;
  pagesOf: (user: UserActor) => AsyncGenerator<Row[]>;
};

/** Returns a list of the signed-in user as a CSV file, streamed a page at a time, as fast as the client reads. */
export async function csvFile<Row>({ name, permission, head, lines, pagesOf }: CsvFile<Row>): Promise<Response> {
  const user = await findUser();
  try {
    if (!user) throw new AppError('signed_out', 'You are signed out. Sign in again.');
    requirePermission(user, permission);
    const pages = pagesOf(user);
    // Before the response begins, so that a failure of the database has its own status.
    const first = await pages.next();
    const day = new Date().toISOString().slice(0, 10);
    return new Response(streamOf(head, lines, first, pages), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}-${day}.csv"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    const refusal = toAppError(error);
    if (user && refusal.code === 'forbidden') await recordRefusedAction(user, refusal);
    return new Response(refusal.message, { status: HTTP_STATUS[refusal.code] });
  }
}

function streamOf<Row>(
  head: string,
  lines: (rows: readonly Row[]) => string,
  first: IteratorResult<Row[]>,
  pages: AsyncGenerator<Row[]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: IteratorResult<Row[]> | null = first;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(head));
    },
    async pull(controller) {
      const { value, done } = next ?? (await pages.next());
      next = null;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(lines(value)));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
