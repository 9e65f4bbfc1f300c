import { waitTurn } from '../accounts/key-revisions';
import { TODAY } from '../keys/counts/delta';
import { DEFAULT_VALIDITY_MIN } from '../messages/schema';
import { inParts, JOBS_PER_ROW } from '../queue/lease';

/** For how long an Idempotency-Key gets the first response. Published in the API reference. */
const IDEMPOTENCY_KEPT = "interval '24 hours'";

export type Variant = {
  /** All requests are of one key and neither guarded nor rotating: nothing to join. */
  sole: boolean;
  /** Some requests are signed or have an Idempotency-Key: they are inserted only if they are new. */
  guarded: boolean;
  /** Some were authenticated by the old secret of a rotation. */
  rotating: boolean;
  /** Some messages set more than recipient, sender, text and webhook. */
  detailed: boolean;
  /** The messages go to several carriers. */
  routed: boolean;
};

/**
 * The accepting statement: one statement, one transaction. Keys still at the checked revision are counted, and only their
 * messages are inserted. It updates no row: what it counts are rows of api_key_delta (lib/keys/counts). Guarded requests
 * are inserted only if their signature and their Idempotency-Key are new; primary keys decide between processes, and they
 * are inserted in order, too. Every process inserts a signature before an Idempotency-Key.
 *
 * PostgreSQL uses a generic plan for a prepared statement only if that is estimated no more expensive than a custom one,
 * and planning this statement takes longer than running it. For an array parameter it assumes ten elements, for a LIMIT
 * parameter a tenth of the rows: hence LIMIT, with which the generic plan is one for few keys, by index.
 */
function statement(variant: Variant): { name: string; text: string } {
  const { sole, guarded, rotating, detailed, routed } = variant;
  const param = placeholders();
  const counted = sole ? countOne(param) : countEach(param);
  const columns = ['uuid[]', 'text[]', 'text[]', 'text[]', 'encoding[]', 'smallint[]', 'text[]', 'text[]'];
  if (!sole) columns.unshift('int[]');
  if (guarded) columns.push('int[]');
  if (detailed) columns.push('auto_replace[]', 'smallint[]', 'timestamptz[]', 'int[]', 'text[]', 'text[]');
  const columnParams = columns.map(param);
  const ids = columnParams[sole ? 0 : 1] as string;
  const carriers = param(routed ? 'text[]' : 'text');
  const messages = `
      FROM unnest(${columnParams.join(', ')})
        AS m(${sole ? '' : 'key_index, '}id, recipient, sender, text, encoding, segments, dlr_url, client_ip
             ${guarded ? ', request' : ''}${detailed ? ', auto_replace, priority, send_at, validity, reference, metadata' : ''})
      ${sole ? 'CROSS JOIN counted c' : 'JOIN counted c ON c.key_index = m.key_index'} ${guarded ? 'JOIN accepted_requests f ON f.request = m.request' : ''}`;
  const guards = guarded
    ? `, requests AS (
      SELECT r.*, c.id AS api_key_id, c.account_id
      FROM unnest(${['int[]', 'uuid[]', 'text[]', 'text[]', 'timestamptz[]', 'text[]', 'text[]', 'text[]'].map(param).join(', ')})
        WITH ORDINALITY AS r(key_index, message_id, digest, signature, signed_until, key, fingerprint, answer, request)
      JOIN counted c ON c.key_index = r.key_index
    ), signed AS (
      INSERT INTO request_signature (api_key_id, digest, signature, message_id, answer, expires_at)
      SELECT api_key_id, decode(digest, 'hex'), decode(signature, 'hex'), message_id, answer, signed_until
      FROM requests WHERE digest IS NOT NULL ORDER BY api_key_id, digest
      ON CONFLICT DO NOTHING RETURNING message_id
    ), unsigned AS (
      SELECT * FROM requests WHERE digest IS NULL OR message_id IN (SELECT message_id FROM signed)
    ), claimed AS (
      INSERT INTO idempotency_key AS i (account_id, key, fingerprint, answer, expires_at)
      SELECT account_id, key, decode(fingerprint, 'hex'), answer, now() + ${IDEMPOTENCY_KEPT}
      FROM unsigned WHERE key IS NOT NULL ORDER BY account_id, key
      ON CONFLICT (account_id, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = now(), expires_at = excluded.expires_at
      WHERE i.expires_at <= now()
      RETURNING account_id, key
    ), accepted_requests AS MATERIALIZED (
      SELECT request, api_key_id FROM unsigned
      WHERE key IS NULL OR (account_id, key) IN (SELECT account_id, key FROM claimed)
    )`
    : '';
  const oldSecrets = rotating
    ? `, old_secrets AS (
      INSERT INTO api_key_delta (api_key_id, secret_id, day, uses, at)
      SELECT c.id, s.id, ${TODAY}, o.uses, now()
      FROM unnest(${param('uuid[]')}, ${param('int[]')}) AS o(id, uses)
      JOIN api_key_secret s ON s.id = o.id JOIN counted c ON c.id = s.api_key_id
    )`
    : '';
  const accepted = guarded ? '(SELECT count(*) FROM inserted i WHERE i.api_key_id = c.id)' : 'c.accepted';
  const validUntil = detailed
    ? "COALESCE(m.send_at, now()) + m.validity * interval '1 minute'"
    : `now() + interval '${DEFAULT_VALIDITY_MIN} minutes'`;
  const text = `
    WITH ${counted}${guards}, inserted AS (
      INSERT INTO message (id, account_id, api_key_id, environment, recipient, sender, text, encoding, segments, dlr_url,
                           client_ip, valid_until, status, run_at${detailed ? DETAIL_COLUMNS : ''})
      SELECT m.id, c.account_id, c.id, c.environment, m.recipient, m.sender, m.text, m.encoding, m.segments, m.dlr_url,
             m.client_ip, ${validUntil}, NULL, NULL${detailed ? DETAILS : ''} ${messages}
      ${sole && !detailed ? '' : `RETURNING id, account_id, api_key_id${detailed ? ', priority, send_at' : ''}`}
    )${queueRows(variant, ids, carriers)}, uses AS (
      INSERT INTO api_key_delta (api_key_id, day, uses, accepted, at, ip)
      SELECT c.id, ${TODAY}, c.uses, ${accepted}, now(), c.ip FROM counted c
    )${oldSecrets}
    SELECT c.id, now()::timestamptz(3) AS at,
           ${guarded ? 'ARRAY(SELECT f.request::int FROM accepted_requests f WHERE f.api_key_id = c.id)' : 'NULL'} AS accepted
    FROM counted c`;
  const name = [
    'accept',
    sole && 'sole',
    guarded && 'guarded',
    rotating && 'rotating',
    detailed && 'detailed',
    routed && 'routed',
  ].filter(Boolean);
  return { name: name.join('-'), text };
}

type Param = (type: string) => string;

function countEach(param: Param): string {
  return `counted AS MATERIALIZED (
      SELECT k.api_key_id AS id, k.account_id, u.uses, u.accepted, u.ip, u.environment, u.key_index, ${waitTurn('k')}
      FROM (
        SELECT * FROM unnest(${param('uuid[]')}, ${param('int[]')}, ${param('int[]')}, ${param('int[]')}, ${param('text[]')},
                             ${param('environment[]')})
          WITH ORDINALITY AS u(id, revision, uses, accepted, ip, environment, key_index) LIMIT cardinality($1::uuid[])
      ) u JOIN api_key_usage k ON k.api_key_id = u.id AND k.revision = u.revision
      ORDER BY k.api_key_id FOR KEY SHARE OF k
    )`;
}

/** As `countEach` for one key, with the same parameters in the same order. */
function countOne(param: Param): string {
  const [id, revision, uses, accepted, ip, environment] = [
    param('uuid'),
    param('int'),
    param('int'),
    param('int'),
    param('text'),
    param('environment'),
  ];
  return `counted AS MATERIALIZED (
      SELECT k.api_key_id AS id, k.account_id, ${environment} AS environment, ${uses} AS uses, ${accepted} AS accepted,
             ${ip} AS ip, ${waitTurn('k')}
      FROM api_key_usage k WHERE k.api_key_id = ${id} AND k.revision = ${revision} FOR KEY SHARE OF k
    )`;
}

const DETAIL_COLUMNS = ', auto_replace, priority, send_at, reference, metadata';
const DETAILS = ', m.auto_replace, m.priority, m.send_at, m.reference, m.metadata::jsonb';

/**
 * Rows of the message queue, one for up to JOBS_PER_ROW messages of one carrier, and the status of scheduled messages.
 * `carriers`: the carrier of all messages, or of each where there are several.
 */
function queueRows({ sole, detailed, routed }: Variant, ids: string, carriers: string): string {
  if (detailed) {
    const carrier = routed ? 'r.carrier' : carriers;
    const routes = routed ? `JOIN unnest(${ids}, ${carriers}) AS r(id, carrier) ON r.id = i.id` : '';
    return `, queued AS (
      INSERT INTO message_queue (carrier, priority, run_at, scheduled, size, message_ids)
      SELECT n.carrier, n.priority, COALESCE(n.send_at, now()), n.send_at IS NOT NULL, count(*), array_agg(n.id)
      FROM (SELECT i.id, i.priority, i.send_at, ${carrier} AS carrier, (row_number() OVER () - 1) / ${JOBS_PER_ROW} AS part
            FROM inserted i ${routes}) n
      GROUP BY n.carrier, n.priority, n.send_at, n.part
    ), scheduled AS (
      INSERT INTO message_progress (message_id, account_id, status)
      SELECT id, account_id, 'scheduled' FROM inserted WHERE send_at IS NOT NULL
    )`;
  }
  // With one key either all messages are inserted or none.
  if (routed) {
    const source = sole ? 'CROSS JOIN counted c' : 'JOIN inserted i ON i.id = r.id';
    return `, queued AS (
      INSERT INTO message_queue (carrier, size, message_ids)
      SELECT n.carrier, count(*), array_agg(n.id)
      FROM (SELECT r.id, r.carrier, (row_number() OVER (PARTITION BY r.carrier) - 1) / ${JOBS_PER_ROW} AS part
            FROM unnest(${ids}, ${carriers}) AS r(id, carrier) ${source}) n
      GROUP BY n.carrier, n.part
    )`;
  }
  const accepted = sole
    ? `counted c, LATERAL (${inParts(ids)}) p`
    : `(SELECT array_agg(id) AS ids FROM inserted) a, LATERAL (${inParts('a.ids')}) p`;
  return `, queued AS (
      INSERT INTO message_queue (carrier, size, message_ids)
      SELECT ${carriers}, cardinality(p.part), p.part FROM ${accepted}
    )`;
}

/** Returns `$1::uuid[]`, `$2::int[]` … in the order of the calls. */
function placeholders(): Param {
  let count = 0;
  return (type) => `$${++count}::${type}`;
}

const BOTH = [false, true];
const VARIANTS: Variant[] = BOTH.flatMap((routed) =>
  BOTH.flatMap((detailed) => [
    { sole: true, guarded: false, rotating: false, detailed, routed },
    ...BOTH.flatMap((guarded) => BOTH.map((rotating) => ({ sole: false, guarded, rotating, detailed, routed }))),
  ]),
);
const STATEMENTS = VARIANTS.map((variant) => ({ variant, query: statement(variant) }));

/** Returns the statement for `variant`, named so that each connection prepares it once. Its parameters: insert-accepted.ts. */
export function acceptingStatement({ sole, guarded, rotating, detailed, routed }: Variant): {
  name: string;
  text: string;
} {
  const found = STATEMENTS.find(
    ({ variant }) =>
      variant.sole === sole &&
      variant.guarded === guarded &&
      variant.rotating === rotating &&
      variant.detailed === detailed &&
      variant.routed === routed,
  );
  return (found as (typeof STATEMENTS)[number]).query;
}
