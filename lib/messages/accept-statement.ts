import type pg from 'pg';
import type { KeyMode } from '../keys/schema';
import { STALE } from '../keys/stale';
import { plainArray, textArray } from './array-literal';
import type { AutoReplaceMode } from './auto-replace-modes';
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
  autoReplace: AutoReplaceMode;
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

type Variant = {
  /** Some items have signatures that must be new. */
  signed: boolean;
  /** Some were proved by the old secret of a rotation. */
  rotating: boolean;
};

/**
 * The whole acceptance in one statement, one transaction: keys still at the judged revision are counted (locked in id
 * order, so that batches of several processes cannot deadlock), and only their messages are inserted. With signatures, a
 * message is inserted only if its signature is new; the primary key decides between processes.
 *
 * PostgreSQL keeps one plan for a prepared statement only if that looks no dearer than planning anew, and planning this
 * takes longer than running it. Of arrays it cannot see it assumes ten elements, of a LIMIT it cannot see a tenth: hence
 * LIMIT, which makes the kept plan one for few keys, by index.
 */
function statement({ signed, rotating }: Variant): { name: string; text: string } {
  const place = placeholders();
  const used = `
      SELECT * FROM unnest(${place('uuid[]')}, ${place('int[]')}, ${place('int[]')}, ${place('text[]')}, ${place('key_mode[]')})
        WITH ORDINALITY AS u(id, revision, uses, ip, mode, place) LIMIT cardinality($1::uuid[])`;
  const columns = ['int[]', 'uuid[]', 'text[]', 'text[]', 'text[]', 'encoding[]', 'smallint[]', 'text[]', 'text[]'];
  if (signed) columns.push('text[]', 'text[]', 'timestamptz[]');
  const rows = `
      FROM unnest(${columns.map(place).join(', ')})
        AS m(place, id, recipient, sender, text, encoding, segments, dlr_url,
             client_ip${signed ? ', digest, fingerprint, signed_until' : ''})
      JOIN counted c ON c.place = m.place`;
  const signatures = `, signed AS (
      INSERT INTO request_signature (api_key_id, digest, signature, message_id, expires_at)
      SELECT c.id, decode(m.digest, 'hex'), decode(m.fingerprint, 'hex'), m.id, m.signed_until ${rows}
      WHERE m.digest IS NOT NULL ORDER BY c.id, m.digest
      ON CONFLICT DO NOTHING RETURNING message_id
    )`;
  const oldSecrets = rotating
    ? `, old_secrets AS (
      UPDATE api_key_secret s SET times_used = s.times_used + o.uses, last_used_at = now()
      FROM unnest(${place('uuid[]')}, ${place('int[]')}) AS o(id, uses), counted c
      WHERE s.id = o.id AND s.api_key_id = c.id
    )`
    : '';
  const accepted = signed ? '(SELECT count(*) FROM inserted i WHERE i.api_key_id = c.id)' : 'c.uses';
  const text = `
    WITH locked AS MATERIALIZED (
      SELECT k.api_key_id, u.revision, u.uses, u.ip, u.mode, u.place
      FROM (${used}
      ) u JOIN api_key_usage k ON k.api_key_id = u.id AND k.revision = u.revision
      ORDER BY k.api_key_id FOR NO KEY UPDATE OF k
    ), counted AS (
      UPDATE api_key_usage k SET times_used = k.times_used + l.uses, last_used_at = now(), last_used_ip = l.ip
      FROM locked l WHERE k.api_key_id = l.api_key_id AND k.revision = l.revision
      RETURNING k.api_key_id AS id, k.account_id, l.mode, l.uses, l.place
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
    )${oldSecrets}
    SELECT c.id, now()::timestamptz(3) AS at, ${signed ? 'ARRAY(SELECT i.id FROM inserted i WHERE i.api_key_id = c.id)' : 'NULL'} AS messages
    FROM counted c`;
  return { name: `accept-messages${signed ? '-signed' : ''}${rotating ? '-rotating' : ''}`, text };
}

/** `$1::uuid[]`, `$2::int[]` … in the order they are asked for. */
function placeholders(): (type: string) => string {
  let count = 0;
  return (type) => `$${++count}::${type}`;
}

const STATEMENTS = [false, true].flatMap((signed) =>
  [false, true].map((rotating) => ({ signed, rotating, query: statement({ signed, rotating }) })),
);

/** The leanest statement that does for `items`, with its parameters. */
function queryFor(items: AcceptItem[]): { name: string; text: string; values: unknown[] } {
  const signed = items.some((item) => item.signature !== null);
  const rotating = items.some((item) => item.oldSecretId !== null);
  const found = STATEMENTS.find((variant) => variant.signed === signed && variant.rotating === rotating);
  return { ...(found as (typeof STATEMENTS)[number]).query, values: parameters(items, { signed, rotating }) };
}

/**
 * Commits `items` and says in order what became of each. STALE: its key was changed, disabled or deleted after it had been
 * judged; nothing was written. Items of one key at two revisions go in two statements.
 */
export async function insertBatch(pool: Pick<pg.Pool, 'query'>, items: AcceptItem[]): Promise<Outcome[]> {
  const outcomes = new Map<AcceptItem, Outcome>();
  for (const group of byRevision(items)) {
    const { rows } = await pool.query<Row>(queryFor(group));
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

function parameters(items: AcceptItem[], { signed, rotating }: Variant): unknown[] {
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
  const values = [
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
  ];
  if (signed) {
    values.push(
      textArray(items.map(({ signature }) => signature?.digest ?? null)),
      textArray(items.map(({ signature }) => signature?.fingerprint ?? null)),
      textArray(items.map(({ signature }) => signature?.expiresAt.toISOString() ?? null)),
    );
  }
  if (rotating) values.push(plainArray([...oldSecrets.keys()]), plainArray([...oldSecrets.values()]));
  return values;
}
