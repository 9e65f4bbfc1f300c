import type pg from 'pg';
import { plainArray } from '../../database/array-literal';
import type { NewReport } from '../report';

/** Bodies are JSON, in which control characters are escaped. */
const SEPARATOR = '\x1f';

/** Whether a report is for the account to read itself: the subscriptions have the account as an endpoint of its own. */
export function isForFeed({ endpointId, accountId }: NewReport): boolean {
  return endpointId === accountId;
}

/** Inserts the reports of the feed in the caller's transaction, without a position yet. Returns the other reports. */
export async function insertIntoFeed(client: pg.ClientBase, all: readonly NewReport[]): Promise<NewReport[]> {
  const reports = all.filter(isForFeed);
  await client.query({
    name: 'insert-into-feed',
    text: `INSERT INTO report_feed (id, account_id, body)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], string_to_array($3, '${SEPARATOR}'))`,
    values: [
      plainArray(reports.map(({ id }) => id)),
      plainArray(reports.map(({ accountId }) => accountId)),
      reports.map(({ body }) => body).join(SEPARATOR),
    ],
  });
  return all.filter((report) => !isForFeed(report));
}
