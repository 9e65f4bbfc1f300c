import type pg from 'pg';
import { plainArray } from '../database/array-literal';

/**
 * Locks reports in order of their ids, before a statement that changes them with joins. That statement then sees what another
 * transaction has committed. Without it, PostgreSQL 18.4 ended with signal 11 in a test in which two transactions changed the
 * same reports: probably where an UPDATE evaluates its joins again for a row that changed while it waited.
 */
export async function lockReports(client: Pick<pg.ClientBase, 'query'>, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'lock-reports',
    text: 'SELECT FROM delivery_report r WHERE r.id = ANY($1::uuid[]) ORDER BY r.id FOR NO KEY UPDATE',
    values: [plainArray(ids)],
  });
}
