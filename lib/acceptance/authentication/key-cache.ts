import { hash } from 'node:crypto';
import { processSingleton } from '../../base/process-singleton';
import { gatePool } from '../../database/db';
import { nothingDone } from '../../database/translate-error';
import { digests } from '../../secrets/digest';
import type { CachedKey } from './cached-key';
import type { Credential } from './credential';
import { type KeyRow, LOAD_KEYS, toCachedKey } from './load-keys';

/** About 1 KiB each without long address lists; the least recently used go first. */
const MAX_REMEMBERED = 100_000;

type Waiting = {
  digests: Buffer[];
  keyIds: string[];
  resolve: (rows: KeyRow[]) => void;
  reject: (error: unknown) => void;
};

/**
 * Keys by credential. What it remembers may be old: whoever accepts with a remembered record must have its revision
 * checked by the statement that commits, and whoever refuses must `load` first. So a disabled key never gets in and an
 * enabled one is never turned away, with no notification to wait for.
 */
class KeyCache {
  readonly #remembered = new Map<string, CachedKey[]>();
  #waiting: Waiting[] = [];

  /** The candidates as remembered, maybe outdated; undefined when they must be loaded. */
  get(credential: Credential): CachedKey[] | undefined {
    const name = cacheKeyOf(credential);
    const records = this.#remembered.get(name);
    if (records) {
      this.#remembered.delete(name);
      this.#remembered.set(name, records);
    }
    return records;
  }

  /**
   * The candidates as the database has them now: for an auth key or Basic the one secret that was shown, for HMAC every
   * secret of the key id (the signature tells which). Empty for an unknown one. Concurrent calls share one query.
   */
  async load(credential: Credential): Promise<CachedKey[]> {
    const wanted = lookupOf(credential);
    const rows = await new Promise<KeyRow[]>((resolve, reject) => {
      this.#waiting.push({ ...wanted, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush());
    });
    const records = rows.map(toCachedKey).filter((record) => matches(record, credential));
    this.#remember(cacheKeyOf(credential), records);
    return records;
  }

  #remember(name: string, records: CachedKey[]): void {
    this.#remembered.delete(name);
    if (records.length > 0) this.#remembered.set(name, records);
    if (this.#remembered.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const values = [batch.flatMap((waiting) => waiting.digests), batch.flatMap((waiting) => waiting.keyIds)];
      const { rows } = await gatePool().query<KeyRow>({ ...LOAD_KEYS, values });
      const found = rows.map((row) => ({ row, digest: row.digest.toString('base64') }));
      for (const { digests, keyIds, resolve } of batch) {
        const own = new Set(digests.map((digest) => digest.toString('base64')));
        resolve(
          found.filter(({ row, digest }) => own.has(digest) || keyIds.includes(row.key_id ?? '')).map(({ row }) => row),
        );
      }
    } catch (error) {
      for (const { reject } of batch) reject(nothingDone(error));
    }
  }
}

/** The process's directory. */
export function keyCache(): KeyCache {
  return processSingleton('key-directory', () => new KeyCache());
}

/**
 * What a credential is remembered under. Of a secret only its hash, so that memory holds none in the clear; a plain one,
 * four times quicker than the peppered one. A hit proves the whole credential of an auth or Basic key.
 */
function cacheKeyOf(credential: Credential): string {
  switch (credential.kind) {
    case 'auth':
      return hash('sha256', credential.authKey, 'base64');
    case 'basic':
      return `basic ${hash('sha256', `${credential.keyId}\n${credential.secret}`, 'base64')}`;
    case 'hmac':
      return `hmac ${credential.signature.keyId}`;
  }
}

/** Auth and Basic secrets are found by digest: an index look-up, nothing to compare byte by byte. */
function lookupOf(credential: Credential): Pick<Waiting, 'digests' | 'keyIds'> {
  switch (credential.kind) {
    case 'auth':
      return { digests: digests(credential.authKey), keyIds: [] };
    case 'basic':
      return { digests: digests(credential.secret), keyIds: [] };
    case 'hmac':
      return { digests: [], keyIds: [credential.signature.keyId] };
  }
}

function matches(record: CachedKey, credential: Credential): boolean {
  if (record.type !== credential.kind) return false;
  return credential.kind !== 'basic' || record.keyId === credential.keyId;
}
