import { recordRefusedAction } from '@/lib/audit/record-event';
import { findUser } from '@/lib/auth/session';
import { AppError, HTTP_STATUS } from '@/lib/base/errors';
import { toAppError } from '@/lib/database/translate-error';
import { toCsv } from '@/lib/replacements/csv';
import { getReplacementTable } from '@/lib/replacements/queries';
import { DEFAULT_PAIRS } from '@/lib/replacements/rules';

/** Returns the account's table, or with `?table=default` the default table, as a CSV file that can be imported. */
export async function GET(request: Request): Promise<Response> {
  const user = await findUser();
  try {
    if (!user) throw new AppError('signed_out', 'You are signed out. Sign in again.');
    const own = await getReplacementTable(user);
    const pairs = new URL(request.url).searchParams.get('table') === 'default' ? DEFAULT_PAIRS : own;
    const day = new Date().toISOString().slice(0, 10);
    return new Response(toCsv(pairs), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="auto-replace-${day}.csv"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    const refusal = toAppError(error);
    if (user && refusal.code === 'forbidden') await recordRefusedAction(user, refusal);
    return new Response(refusal.message, { status: HTTP_STATUS[refusal.code] });
  }
}
