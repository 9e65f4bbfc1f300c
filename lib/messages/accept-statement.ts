import type pg from 'pg';
import type { KeyMode } from '../keys/schema';
import { STALE } from '../keys/stale';
import { plainArray, textArray } from './array-literal';
import type { Encoding } from './text';

/** One row of the batch. */
export type AcceptItem = {
  id: string;
  accountId: string;
  apiKeyId: string;
  /** The key's revision that the request was judged by. */
  revision: number;
  /** The secret that proved the key, where it is the old one of a rotation under way; its uses are counted apart. */
  oldSecretId: string | null;
  /** Of a signed request: the same one again must not send again. */
  signature: SignatureMark | null;
  mode: KeyMode;
  recipient: string;
  sender: string | null;
  text: string;
  encoding: Encoding;
  segments: number;
  dlrUrl: string | null;
  clientIp: string | null;
};

export type SignatureMark = {
  /** SHA-256 of the nonce or, without one, of the signature. Hex. */
  digest: string;
  /** SHA-256 of the signature. Hex. */
  fingerprint: string;
  /** Until when the signature could be shown again. */
  expiresAt: Date;
};

/** What became of an item: committed now, or the key has changed, or its signature was used before. */
export type Outcome = { createdAt: Date } | typeof STALE | typeof REPLAYED;
export const REPLAYED = Symbol('replayed');

/** A message is handed over within this, or it expires. */
const VALIDITY = "interval '24 hours'";

/**
 * The whole acceptance in one statement, one transaction: keys still at the judged revision are counted (locked in id
 * order, so that batches of several processes cannot deadlock), and only their messages are inserted. With signatures, a
 * message is inserted only if its signature is new; the primary key decides between processes.
 */
function statement(signed: boolean): { name: string; text: string } {
  const rows = `
      FROM unnest($6::int[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::encoding[], $12::smallint[],
                  $13::text[], $14::text[]${signed ? ', $17::text[], $18::text[], $19::timestamptz[]' : ''})
        AS m(place, id, recipient, sender, text, encoding, segments, dlr_url,
             client_ip${signed ? ', digest, fingerprint, signed_until' : ''})
      JOIN counted c ON c.place = m.place`;
  const signatures = `, signed AS (
      INSERT INTO request_signature (api_key_id, digest, signature, message_id, expires_at)
      SELECT c.id, decode(m.digest, 'hex'), decode(m.fingerprint, 'hex'), m.id, m.signed_until ${rows}
      WHERE m.digest IS NOT NULL ORDER BY c.id, m.digest
      ON CONFLICT DO NOTHING RETURNING message_id
    )`;
  const accepted = signed ? '(SELECT count(*) FROM inserted i WHERE i.api_key_id = c.id)' : 'c.uses';
  const text = `
    WITH used AS (
      SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::key_mode[])
        WITH ORDINALITY AS u(id, revision, uses, ip, mode, place)
    ), locked AS MATERIALIZED (
      SELECT k.api_key_id FROM api_key_usage k JOIN used u ON u.id = k.api_key_id AND u.revision = k.revision
      ORDER BY k.api_key_id FOR NO KEY UPDATE OF k
    ), counted AS (
      UPDATE api_key_usage k SET times_used = k.times_used + u.uses, last_used_at = now(), last_used_ip = u.ip
      FROM used u JOIN locked l ON l.api_key_id = u.id
      WHERE k.api_key_id = u.id AND k.revision = u.revision
      RETURNING k.api_key_id AS id, k.account_id, u.mode, u.uses, u.place
    ), old_secrets AS (
      UPDATE api_key_secret s SET times_used = s.times_used + o.uses, last_used_at = now()
      FROM unnest($15::uuid[], $16::int[]) AS o(id, uses), counted c
      WHERE s.id = o.id AND s.api_key_id = c.id
    )${signed ? signatures : ''}, inserted AS (
      INSERT INTO message (id, account_id, api_key_id, mode, recipient, sender, text, encoding, segments, dlr_url,
                           client_ip, valid_until)
      SELECT m.id, c.account_id, c.id, c.mode, m.recipient, m.sender, m.text, m.encoding, m.segments, m.dlr_url,
             m.client_ip, now() + ${VALIDITY} ${rows}
      ${signed ? 'WHERE m.digest IS NULL OR m.id IN (SELECT message_id FROM signed)' : ''}
      ${signed ? 'RETURNING id, api_key_id' : ''}
    ), days AS (
      INSERT INTO api_key_day AS d (api_key_id, day, uses, accepted)
      SELECT c.id, (now() AT TIME ZONE 'UTC')::date, c.uses, ${accepted} FROM counted c ORDER BY c.id
      ON CONFLICT (api_key_id, day) DO UPDATE
      SET uses = d.uses + excluded.uses, accepted = d.accepted + excluded.accepted
    )
    SELECT c.id, now() AS at, ${signed ? 'ARRAY(SELECT i.id FROM inserted i WHERE i.api_key_id = c.id)' : 'NULL'} AS messages
    FROM counted c`;
  return { name: signed ? 'accept-signed-messages' : 'accept-messages', text };
}

const PLAIN = statement(false);
const SIGNED = statement(true);

/**
 * Commits `items` and says in order what became of each. STALE: its key was changed, disabled or deleted after it had been
 * judged; nothing was written. Items of one key at two revisions go in two statements.
 */
export async function insertBatch(pool: Pick<pg.Pool, 'query'>, items: AcceptItem[]): Promise<Outcome[]> {
  const outcomes = new Map<AcceptItem, Outcome>();
  for (const group of byRevision(items)) {
    const isSigned = group.some((item) => item.signature !== null);
    const { rows } = await pool.query<Row>({ ...(isSigned ? SIGNED : PLAIN), values: parameters(group, isSigned) });
    const byKey = new Map(rows.map((row) => [row.id, { at: row.at, messages: row.messages && new Set(row.messages) }]));
    for (const item of group) {
      const row = byKey.get(item.apiKeyId);
      if (!row) outcomes.set(item, STALE);
      else outcomes.set(item, row.messages?.has(item.id) === false ? REPLAYED : { createdAt: row.at });
    }
  }
  return items.map((item) => outcomes.get(item) ?? STALE);
}

type Row = { id: string; at: Date; messages: string[] | null };

/** Almost always one group: the exception is a key that was changed while requests were being read. */
function byRevision(items: AcceptItem[]): AcceptItem[][] {
  const groups: { revisions: Map<string, number>; items: AcceptItem[] }[] = [];
  for (const item of items) {
    let group = groups.find(({ revisions }) => (revisions.get(item.apiKeyId) ?? item.revision) === item.revision);
    if (!group) {
      group = { revisions: new Map(), items: [] };
      groups.push(group);
    }
    group.revisions.set(item.apiKeyId, item.revision);
    group.items.push(item);
  }
  return groups.map((group) => group.items);
}

function parameters(items: AcceptItem[], isSigned: boolean): unknown[] {
  const uses = new Map<string, { place: number; item: AcceptItem; uses: number; ip: string | null }>();
  const oldSecrets = new Map<string, number>();
  const places = items.map((item) => {
    let use = uses.get(item.apiKeyId);
    if (!use) {
      use = { place: uses.size + 1, item, uses: 0, ip: null };
      uses.set(item.apiKeyId, use);
    }
    use.uses++;
    use.ip = item.clientIp;
    if (item.oldSecretId) oldSecrets.set(item.oldSecretId, (oldSecrets.get(item.oldSecretId) ?? 0) + 1);
    return use.place;
  });
  const counted = [...uses.values()];
  const plain = [
    plainArray([...uses.keys()]),
    plainArray(counted.map(({ item }) => item.revision)),
    plainArray(counted.map((use) => use.uses)),
    textArray(counted.map((use) => use.ip)),
    plainArray(counted.map(({ item }) => item.mode)),
    plainArray(places),
    plainArray(items.map((item) => item.id)),
    textArray(items.map((item) => item.recipient)),
    textArray(items.map((item) => item.sender)),
    textArray(items.map((item) => item.text)),
    plainArray(items.map((item) => item.encoding)),
    plainArray(items.map((item) => item.segments)),
    textArray(items.map((item) => item.dlrUrl)),
    textArray(items.map((item) => item.clientIp)),
    plainArray([...oldSecrets.keys()]),
    plainArray([...oldSecrets.values()]),
  ];
  if (!isSigned) return plain;
  return [
    ...plain,
    textArray(items.map(({ signature }) => signature?.digest ?? null)),
    textArray(items.map(({ signature }) => signature?.fingerprint ?? null)),
    textArray(items.map(({ signature }) => signature?.expiresAt.toISOString() ?? null)),
  ];
}
