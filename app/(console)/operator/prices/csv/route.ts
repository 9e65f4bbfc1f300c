import { recordRefusedAction } from '@/lib/audit/record-event';
import { findUser } from '@/lib/auth/session';
import { AppError, HTTP_STATUS } from '@/lib/base/errors';
import { toPriceCsv } from '@/lib/credit/price-csv';
import { listPrices } from '@/lib/credit/queries';
import { toAppError } from '@/lib/database/translate-error';

/** Returns the price table as a CSV file that can be imported. Operators only. */
export async function GET(): Promise<Response> {
  const user = await findUser();
  try {
    if (!user) throw new AppError('signed_out', 'You are signed out. Sign in again.');
    const day = new Date().toISOString().slice(0, 10);
    return new Response(toPriceCsv(await listPrices(user)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="prices-${day}.csv"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    const refusal = toAppError(error);
    if (user && refusal.code === 'forbidden') await recordRefusedAction(user, refusal);
    return new Response(refusal.message, { status: HTTP_STATUS[refusal.code] });
  }
}
