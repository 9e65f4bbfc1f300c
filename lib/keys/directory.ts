import { hash } from 'node:crypto';
import { pool } from '../db';
import { once } from '../registry';
import { digests } from '../secrets/digest';
import type { KeyRecord } from './record';

/** About 1 KiB each; the least recently used go first. */
const MAX_REMEMBERED = 100_000;

const LOAD = {
  name: 'keys-by-digest',
  text: `
    SELECT s.digest, s.id AS secret_id, s.valid_until, k.id, k.account_id, k.name, k.type, k.mode, k.enabled, k.expires_at,
           k.scopes, k.revision, k.default_sender, k.auto_replace, k.dlr_url,
           a.default_sender AS account_sender, a.auto_replace AS account_auto_replace, a.dlr_url AS account_dlr_url
    FROM api_key_secret s
    JOIN api_key k ON k.id = s.api_key_id AND k.deleted_at IS NULL
    JOIN account a ON a.id = k.account_id
    WHERE s.digest = ANY($1::bytea[])`,
};

type Waiting = { digests: Buffer[]; resolve: (record: KeyRecord | null) => void; reject: (error: unknown) => void };

/**
 * Keys by auth key. What it remembers may be old: whoever accepts with a remembered record must have its revision
 * checked by the statement that commits, and whoever refuses must `load` first. So a disabled key never gets in and an
 * enabled one is never turned away, with no notification to wait for.
 */
class KeyDirectory {
  readonly #remembered = new Map<string, KeyRecord>();
  #waiting: Waiting[] = [];

  /** The record as remembered, maybe outdated; undefined when it must be loaded. */
  remembered(authKey: string): KeyRecord | undefined {
    const name = nameOf(authKey);
    const record = this.#remembered.get(name);
    if (record) {
      this.#remembered.delete(name);
      this.#remembered.set(name, record);
    }
    return record;
  }

  /** The record as the database has it now, null if no key has this secret. Concurrent calls share one query. */
  async load(authKey: string): Promise<KeyRecord | null> {
    const record = await new Promise<KeyRecord | null>((resolve, reject) => {
      this.#waiting.push({ digests: digests(authKey), resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush());
    });
    const name = nameOf(authKey);
    this.#remembered.delete(name);
    if (record) this.#remembered.set(name, record);
    if (this.#remembered.size > MAX_REMEMBERED) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    return record;
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const { rows } = await pool().query<Row>({ ...LOAD, values: [batch.flatMap((waiting) => waiting.digests)] });
      const byDigest = new Map(rows.map((row) => [row.digest.toString('base64'), toRecord(row)]));
      for (const { digests, resolve } of batch) {
        const found = digests.map((digest) => byDigest.get(digest.toString('base64'))).find(Boolean);
        resolve(found ?? null);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** The process's directory. */
export function keyDirectory(): KeyDirectory {
  return once('key-directory', () => new KeyDirectory());
}

/** Memory holds no auth key in the clear, and a plain hash is four times quicker than the peppered one. */
function nameOf(authKey: string): string {
  return hash('sha256', authKey, 'base64');
}

type Row = {
  digest: Buffer;
  secret_id: string;
  valid_until: Date | null;
  id: string;
  account_id: string;
  name: string;
  type: KeyRecord['type'];
  mode: KeyRecord['mode'];
  enabled: boolean;
  expires_at: Date | null;
  scopes: KeyRecord['scopes'];
  revision: number;
  default_sender: string | null;
  auto_replace: KeyRecord['settings']['autoReplace'];
  dlr_url: string | null;
  account_sender: string | null;
  account_auto_replace: KeyRecord['settings']['autoReplace'];
  account_dlr_url: string | null;
};

function toRecord(row: Row): KeyRecord {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    type: row.type,
    mode: row.mode,
    enabled: row.enabled,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    scopes: row.scopes,
    revision: row.revision,
    secretId: row.secret_id,
    secretValidUntilMs: row.valid_until?.getTime() ?? null,
    settings: { sender: row.default_sender, autoReplace: row.auto_replace, dlrUrl: row.dlr_url },
    accountSettings: {
      sender: row.account_sender,
      autoReplace: row.account_auto_replace,
      dlrUrl: row.account_dlr_url,
    },
  };
}
