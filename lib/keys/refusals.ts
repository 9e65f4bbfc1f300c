import { pool } from '../db';
import { type AppError, HTTP_STATUS } from '../errors';
import { newId } from '../ids';
import { logger } from '../logger';
import { once } from '../registry';
import type { Credential } from './credential';
import type { KeyRecord } from './record';

const FLUSH_MS = 250;
/** Different refusals held back at most; beyond, new kinds are dropped until the next flush, counts of known ones go on. */
const MAX_HELD = 2_000;
const MAX_DETAIL = 300;

type Held = {
  apiKeyId: string | null;
  keyId: string | null;
  code: string;
  ip: string;
  detail: string;
  count: number;
  at: Date;
};
type State = { held: Map<string, Held>; timer: NodeJS.Timeout | null; writing: Promise<void> };

const state = () => once<State>('refusals', () => ({ held: new Map(), timer: null, writing: Promise.resolve() }));

const UPSERT = {
  name: 'note-refusals',
  text: `
    INSERT INTO refusal AS r (id, account_id, api_key_id, code, ip, detail, hour, count, last_at)
    SELECT min(n.id::text)::uuid, k.account_id, k.id, n.code, n.ip, max(n.detail), date_trunc('hour', n.at), sum(n.count), max(n.at)
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[])
      AS n(id, api_key_id, key_id, code, ip, detail, count, at)
    JOIN api_key k ON (k.id = n.api_key_id OR k.key_id = n.key_id) AND k.deleted_at IS NULL
    GROUP BY k.account_id, k.id, n.code, n.ip, date_trunc('hour', n.at)
    ORDER BY k.id, n.code, n.ip
    ON CONFLICT (api_key_id, code, ip, hour) DO UPDATE
    SET count = r.count + excluded.count, last_at = excluded.last_at, detail = excluded.detail`,
};

/**
 * Notes a refused request for the administrator of the key that was tried, if it is known which. Never delays the answer:
 * equal refusals are counted together and written a moment later. Failures on our side are not refusals.
 */
export function noteRefusal(shown: Credential, record: KeyRecord | null, error: AppError, ip: string | null): void {
  const keyId = publicIdOf(shown);
  if ((!record && !keyId) || HTTP_STATUS[error.code] >= 500 || error.code === 'not_found') return;
  const refusals = state();
  const name = [record?.id ?? keyId, error.code, ip].join(' ');
  const held = refusals.held.get(name);
  if (held) {
    held.count++;
    held.at = new Date();
  } else if (refusals.held.size < MAX_HELD) {
    refusals.held.set(name, {
      apiKeyId: record?.id ?? null,
      keyId: record ? null : keyId,
      code: error.code,
      ip: ip ?? '',
      detail: error.message.slice(0, MAX_DETAIL),
      count: 1,
      at: new Date(),
    });
  }
  refusals.timer ??= setTimeout(() => void flushRefusals(), FLUSH_MS);
}

function publicIdOf(shown: Credential): string | null {
  if (shown.kind === 'auth') return null;
  const keyId = shown.kind === 'basic' ? shown.keyId : shown.signature.keyId;
  // Somebody's typing: PostgreSQL refuses NUL, and no key id of ours is long.
  return keyId.length <= 64 && !keyId.includes('\0') ? keyId : null;
}

/** Writes what is held now. Called by the timer, and once more before the process ends. */
export async function flushRefusals(): Promise<void> {
  const refusals = state();
  if (refusals.timer) clearTimeout(refusals.timer);
  refusals.timer = null;
  const rows = [...refusals.held.values()];
  refusals.held.clear();
  if (rows.length > 0) refusals.writing = refusals.writing.then(() => write(rows));
  await refusals.writing;
}

async function write(rows: Held[]): Promise<void> {
  try {
    await pool().query({
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
      ],
    });
  } catch (error) {
    logger().warn({ err: error, refusals: rows.length }, 'refusals could not be noted');
  }
}
