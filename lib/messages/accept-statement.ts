import type pg from 'pg';
import { STALE } from '../keys/authenticate';
import type { KeyMode } from '../keys/schema';
import { plainArray, textArray } from './array-literal';
import type { Encoding } from './text';

/** One row of the batch. */
export type AcceptItem = {
  id: string;
  accountId: string;
  apiKeyId: string;
  /** The key's revision that the request was judged by. */
  revision: number;
  mode: KeyMode;
  recipient: string;
  sender: string | null;
  text: string;
  encoding: Encoding;
  segments: number;
  dlrUrl: string | null;
  clientIp: string | null;
};

export type Accepted = { createdAt: Date };

/** A message is handed over within this, or it expires. */
const VALIDITY = "interval '24 hours'";

/**
 * The whole acceptance in one statement, one transaction: keys still at the judged revision are counted (locked in id
 * order, so that batches of several processes cannot deadlock), and only their messages are inserted.
 */
const INSERT = {
  name: 'accept-messages',
  text: `
    WITH used AS (
      SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) WITH ORDINALITY AS u(id, revision, uses, ip, place)
    ), locked AS MATERIALIZED (
      SELECT k.id FROM api_key k JOIN used u ON u.id = k.id AND u.revision = k.revision
      WHERE k.deleted_at IS NULL ORDER BY k.id FOR NO KEY UPDATE OF k
    ), counted AS (
      UPDATE api_key k SET times_used = k.times_used + u.uses, last_used_at = now(), last_used_ip = u.ip
      FROM used u JOIN locked l ON l.id = u.id
      WHERE k.id = u.id AND k.revision = u.revision
      RETURNING k.id, k.account_id, k.mode, u.uses, u.place
    ), days AS (
      INSERT INTO api_key_day AS d (api_key_id, day, uses)
      SELECT c.id, (now() AT TIME ZONE 'UTC')::date, c.uses FROM counted c ORDER BY c.id
      ON CONFLICT (api_key_id, day) DO UPDATE SET uses = d.uses + excluded.uses
    ), inserted AS (
      INSERT INTO message (id, account_id, api_key_id, mode, recipient, sender, text, encoding, segments, dlr_url,
                           client_ip, valid_until)
      SELECT m.id, c.account_id, c.id, c.mode, m.recipient, m.sender, m.text, m.encoding, m.segments, m.dlr_url,
             m.client_ip, now() + ${VALIDITY}
      FROM unnest($5::int[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::encoding[], $11::smallint[],
                  $12::text[], $13::text[])
        AS m(place, id, recipient, sender, text, encoding, segments, dlr_url, client_ip)
      JOIN counted c ON c.place = m.place
    )
    SELECT id, now() AS at FROM counted`,
};

/**
 * Commits `items`. In order: when each was accepted, or STALE for those whose key was changed, disabled or deleted after
 * it had been judged. Items of one key at two revisions go in two statements.
 */
export async function insertBatch(pool: pg.Pool, items: AcceptItem[]): Promise<(Accepted | typeof STALE)[]> {
  const results = new Map<AcceptItem, Accepted | typeof STALE>();
  for (const group of byRevision(items)) {
    const { rows } = await pool.query<{ id: string; at: Date }>({ ...INSERT, values: parameters(group) });
    const acceptedAt = new Map(rows.map((row) => [row.id, row.at]));
    for (const item of group) {
      const createdAt = acceptedAt.get(item.apiKeyId);
      results.set(item, createdAt ? { createdAt } : STALE);
    }
  }
  return items.map((item) => results.get(item) ?? STALE);
}

/** Almost always one group: the exception is a key that was changed while requests were being read. */
function byRevision(items: AcceptItem[]): AcceptItem[][] {
  const groups: { revisions: Map<string, number>; items: AcceptItem[] }[] = [];
  for (const item of items) {
    let group = groups.find(({ revisions }) => (revisions.get(item.apiKeyId) ?? item.revision) === item.revision);
    if (!group) groups.push((group = { revisions: new Map(), items: [] }));
    group.revisions.set(item.apiKeyId, item.revision);
    group.items.push(item);
  }
  return groups.map((group) => group.items);
}

function parameters(items: AcceptItem[]): string[] {
  const uses = new Map<string, { place: number; revision: number; uses: number; ip: string | null }>();
  const places = items.map(({ apiKeyId, revision, clientIp }) => {
    let use = uses.get(apiKeyId);
    if (!use) uses.set(apiKeyId, (use = { place: uses.size + 1, revision, uses: 0, ip: null }));
    use.uses++;
    use.ip = clientIp;
    return use.place;
  });
  const counted = [...uses.values()];
  return [
    plainArray([...uses.keys()]),
    plainArray(counted.map((use) => use.revision)),
    plainArray(counted.map((use) => use.uses)),
    textArray(counted.map((use) => use.ip)),
    plainArray(places),
    plainArray(items.map((item) => item.id)),
    textArray(items.map((item) => item.recipient)),
    textArray(items.map((item) => item.sender)),
    textArray(items.map((item) => item.text)),
    plainArray(items.map((item) => item.encoding)),
    plainArray(items.map((item) => item.segments)),
    textArray(items.map((item) => item.dlrUrl)),
    textArray(items.map((item) => item.clientIp)),
  ];
}
