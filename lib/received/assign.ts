import type pg from 'pg';
import { matchOf } from './address';
import type { Received } from './normalize';

/** The account of a received message, and where it is posted to. */
export type Assignment = { accountId: string; keyword: string | null; url: string | null };

type Row = { place: number; accountId: string; keyword: string; url: string | null };

/**
 * Returns the assignment of each message, in order: of its keyword if its number has that, else of its number alone; null
 * if there is none.
 */
export async function findAssignments(
  client: pg.ClientBase,
  received: readonly Received[],
): Promise<(Assignment | null)[]> {
  const wanted = received.flatMap(({ recipient, keywords }, place) =>
    [...keywords, ''].map((keyword) => ({ place, match: matchOf(recipient), keyword })),
  );
  const { rows } = await client.query<Row>(
    `SELECT w.place, n.account_id AS "accountId", n.keyword, COALESCE(n.webhook_url, a.dlr_url) AS url
     FROM unnest($1::int[], $2::text[], $3::text[]) AS w(place, match, keyword)
     JOIN received_number n ON n.match = w.match AND n.keyword = w.keyword
     JOIN account a ON a.id = n.account_id`,
    [wanted.map(({ place }) => place), wanted.map(({ match }) => match), wanted.map(({ keyword }) => keyword)],
  );
  const found = new Map(rows.map((row) => [`${row.place} ${row.keyword}`, row]));
  return received.map(({ keywords }, place) => {
    const row = [...keywords, ''].flatMap((keyword) => found.get(`${place} ${keyword}`) ?? [])[0];
    return row ? { accountId: row.accountId, keyword: row.keyword || null, url: row.url } : null;
  });
}
