import type pg from 'pg';
import { type AppError, type ErrorCode, HTTP_STATUS } from '../base/errors';
import { newId } from '../base/ids';
import { processSingleton } from '../base/process-singleton';
import { transaction } from '../database/transaction';
import { toAppError } from '../database/translate-error';
import { noteChange } from '../live/changes';
import { logger } from '../runtime/logger';
import { MAX_ADDRESSES, OTHER_ADDRESSES } from './refusal-view';

const FLUSH_MS = 250;
/** Addresses held at most, over all keys. Refusals beyond are counted under `OTHER_ADDRESSES`. */
const MAX_HELD = 2_000;
/** Key ids held at most that have not been matched to a key yet. */
const MAX_UNKNOWN = 2_000;
const MAX_DETAIL = 300;

type Tally = { detail: string; needed: string | null; count: number; at: Date };
/** Refusals of one key with one code, by address. */
type Group = { apiKeyId: string | null; keyId: string | null; code: ErrorCode; tallies: Map<string, Tally> };
type Held = { groups: Map<string, Group>; addresses: number; unknown: number };
type State = { held: Held; timer: NodeJS.Timeout | null; writing: Promise<void> };

/** What a refused request authenticated with. Only the public half of a Basic or HMAC credential identifies its key. */
type TriedCredential =
  | { kind: 'auth' }
  | { kind: 'basic'; keyId: string }
  | { kind: 'hmac'; signature: { keyId: string } };

const nothingHeld = (): Held => ({ groups: new Map(), addresses: 0, unknown: 0 });
const state = () =>
  processSingleton<State>('refusals', () => ({ held: nothingHeld(), timer: null, writing: Promise.resolve() }));

/**
 * Records a refused request for the administrator of the key that was tried, if the key is known. Never delays the response:
 * equal refusals are counted together and written 250 ms later. Server errors (5xx) are not refusals.
 */
export function recordRefusal(
  shown: TriedCredential | null,
  key: { id: string } | null,
  error: AppError,
  ip: string | null,
): void {
  const keyId = key ? null : publicIdOf(shown);
  if ((!key && keyId === null) || HTTP_STATUS[error.code] >= 500) return;
  const refusals = state();
  const group = groupOf(refusals.held, { apiKeyId: key?.id ?? null, keyId, code: error.code });
  if (!group) return;
  add(refusals.held, group, ip ?? '', {
    detail: detailOf(error),
    needed: error.needed ?? null,
    count: 1,
    at: new Date(),
  });
  refusals.timer ??= setTimeout(() => void flushRefusals(), FLUSH_MS);
}

function publicIdOf(shown: TriedCredential | null): string | null {
  if (!shown || shown.kind === 'auth') return null;
  const keyId = shown.kind === 'basic' ? shown.keyId : shown.signature.keyId;
  // The caller's text: PostgreSQL rejects NUL, and no key id is longer.
  return keyId.length <= 64 && !keyId.includes('\0') ? keyId : null;
}

/** Without field names that the caller chose: a body sent with a wrong Content-Type becomes one, with the key in it. */
function detailOf(error: AppError): string {
  return (error.stored ?? error.message).replaceAll('\0', '').slice(0, MAX_DETAIL);
}

/** Returns null beyond `MAX_UNKNOWN` key ids that were not matched to a key: callers can send any number of different ones. */
function groupOf(held: Held, { apiKeyId, keyId, code }: Omit<Group, 'tallies'>): Group | null {
  const name = `${apiKeyId ? 'key' : 'unknown'} ${apiKeyId ?? keyId} ${code}`;
  const known = held.groups.get(name);
  if (known) return known;
  if (!apiKeyId && ++held.unknown > MAX_UNKNOWN) return null;
  const group: Group = { apiKeyId, keyId, code, tallies: new Map() };
  held.groups.set(name, group);
  return group;
}

function add(held: Held, { tallies }: Group, ip: string, tally: Tally): void {
  const isRoom = tallies.size < MAX_ADDRESSES && held.addresses < MAX_HELD;
  const address = tallies.has(ip) || isRoom ? ip : OTHER_ADDRESSES;
  const known = tallies.get(address);
  if (known) {
    const { detail, needed, at } = tally;
    known.count += tally.count;
    if (at >= known.at) Object.assign(known, { detail, needed, at });
    return;
  }
  tallies.set(address, { ...tally });
  held.addresses++;
}

/** Writes held refusals after earlier writes are done. Called by the timer, and once before the process ends. */
export async function flushRefusals(): Promise<void> {
  const refusals = state();
  if (refusals.timer) clearTimeout(refusals.timer);
  refusals.timer = null;
  refusals.writing = refusals.writing.then(() => writeHeld(refusals));
  await refusals.writing;
}

async function writeHeld(refusals: State): Promise<void> {
  const { held } = refusals;
  if (held.groups.size === 0) return;
  refusals.held = nothingHeld();
  try {
    await transaction((client) => write(client, held));
  } catch (error) {
    // Kept for the next write, at the next refusal or the end of the process. Values that can never be stored are dropped.
    const kept = toAppError(error).code !== 'invalid_request';
    if (kept) merge(refusals.held, held);
    logger().warn({ err: error, kept }, 'refusals could not be written');
  }
}

function merge(into: Held, from: Held): void {
  for (const group of from.groups.values()) {
    const own = groupOf(into, group);
    if (own) for (const [ip, tally] of group.tallies) add(into, own, ip, tally);
  }
}

/** Processes write one after the other, so that each counts the addresses that the others have written. */
const WRITE_LOCK = 7_018_003;

/** Beyond 100 addresses of a key, code and hour, the least often refused ones are counted under `OTHER_ADDRESSES`. */
const UPSERT = {
  name: 'record-refusals',
  text: `
    WITH recorded AS (
      SELECT min(n.id::text)::uuid AS id, k.account_id, k.id AS api_key_id, n.code, n.ip, max(n.detail) AS detail,
             (array_agg(n.needed ORDER BY n.at DESC))[1] AS needed,
             date_trunc('hour', n.at) AS hour, sum(n.count) AS count, max(n.at) AS last_at
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[],
                  $11::text[])
        AS n(id, api_key_id, key_id, code, ip, detail, count, at, needed)
      JOIN api_key k ON (k.id = n.api_key_id OR k.key_id = n.key_id) AND k.deleted_at IS NULL
      GROUP BY k.account_id, k.id, n.code, n.ip, date_trunc('hour', n.at)
    ), taken AS (
      SELECT g.*, (SELECT count(*) FROM refusal r
                   WHERE r.api_key_id = g.api_key_id AND r.code = g.code AND r.hour = g.hour AND r.ip <> $9) AS addresses
      FROM (SELECT DISTINCT api_key_id, code, hour FROM recorded) g
    ), ranked AS (
      SELECT n.*, t.addresses, n.ip = $9 OR r.id IS NOT NULL AS is_kept,
             row_number() OVER (PARTITION BY n.api_key_id, n.code, n.hour, n.ip = $9 OR r.id IS NOT NULL
                                ORDER BY n.count DESC, n.id) AS turn
      FROM recorded n JOIN taken t USING (api_key_id, code, hour)
      LEFT JOIN refusal r USING (api_key_id, code, hour, ip)
    ), assigned AS (
      SELECT id, account_id, api_key_id, code, detail, needed, hour, count, last_at,
             CASE WHEN is_kept OR addresses + turn <= $10 THEN ip ELSE $9 END AS ip
      FROM ranked
    )
    INSERT INTO refusal AS r (id, account_id, api_key_id, code, ip, detail, needed, hour, count, last_at)
    SELECT min(id::text)::uuid, account_id, api_key_id, code, ip, max(detail),
           (array_agg(needed ORDER BY last_at DESC))[1], hour, sum(count), max(last_at)
    FROM assigned GROUP BY account_id, api_key_id, code, hour, ip
    ON CONFLICT (api_key_id, code, hour, ip) DO UPDATE
    SET count = r.count + excluded.count, last_at = greatest(r.last_at, excluded.last_at), detail = excluded.detail,
        needed = excluded.needed
    RETURNING r.account_id AS "accountId"`,
};

async function write(client: pg.ClientBase, held: Held): Promise<void> {
  const rows = [...held.groups.values()].flatMap(({ tallies, ...group }) =>
    [...tallies].map(([ip, tally]) => ({ ...group, ip, ...tally })),
  );
  await client.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
  const { rows: written } = await client.query<{ accountId: string }>({
    ...UPSERT,
    values: [
      rows.map(() => newId()),
      rows.map((row) => row.apiKeyId),
      rows.map((row) => row.keyId),
      rows.map((row) => row.code),
      rows.map((row) => row.ip),
      rows.map((row) => row.detail),
      rows.map((row) => row.count),
      rows.map((row) => row.at),
      OTHER_ADDRESSES,
      MAX_ADDRESSES,
      rows.map((row) => row.needed),
    ],
  });
  for (const { accountId } of written) noteChange('refusals', accountId);
}
