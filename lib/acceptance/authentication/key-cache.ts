import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { processSingleton } from '../../base/process-singleton';
import { apiPool } from '../../database/db';
import { asUncommitted } from '../../database/translate-error';
import { digests } from '../../secrets/digest';
import type { CachedKey } from './cached-key';
import type { Credential } from './credential';
import { type KeyRow, LOAD_KEYS, toCachedKey } from './load-keys';

/** About 1 KiB each without long address lists; the least recently used are evicted first. */
const MAX_CACHED = 100_000;

type Waiting = {
  digests: Buffer[];
  keyIds: string[];
  resolve: (rows: KeyRow[]) => void;
  reject: (error: unknown) => void;
};

/**
 * Keys by credential. A cached key may be stale: a request is accepted with it only if the committing statement finds its
 * revision, and refused only after `load`. So a disabled key is never accepted and an enabled one never refused, without
 * any notification between processes.
 */
class KeyCache {
  readonly #cached = new LRUCache<string, CachedKey[]>({ max: MAX_CACHED });
  #waiting: Waiting[] = [];

  /** Returns the cached candidates, which may be stale; undefined when they must be loaded. */
  get(credential: Credential): CachedKey[] | undefined {
    return this.#cached.get(cacheKeyOf(credential));
  }

  /**
   * Returns the candidates from the database: for an auth key or Basic the one presented secret, for HMAC every secret of
   * the key id (the signature decides which). Empty for an unknown one. Concurrent calls share one query.
   */
  async load(credential: Credential): Promise<CachedKey[]> {
    const lookup = lookupOf(credential);
    const rows = await new Promise<KeyRow[]>((resolve, reject) => {
      this.#waiting.push({ ...lookup, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush());
    });
    const keys = rows.map(toCachedKey).filter((key) => matches(key, credential));
    this.#store(cacheKeyOf(credential), keys);
    return keys;
  }

  #store(cacheKey: string, keys: CachedKey[]): void {
    if (keys.length > 0) this.#cached.set(cacheKey, keys);
    else this.#cached.delete(cacheKey);
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const values = [batch.flatMap((waiting) => waiting.digests), batch.flatMap((waiting) => waiting.keyIds)];
      const { rows } = await apiPool().query<KeyRow>({ ...LOAD_KEYS, values });
      const found = rows.map((row) => ({ row, digest: row.digest.toString('base64') }));
      for (const { digests, keyIds, resolve } of batch) {
        const own = new Set(digests.map((digest) => digest.toString('base64')));
        resolve(
          found.filter(({ row, digest }) => own.has(digest) || keyIds.includes(row.key_id ?? '')).map(({ row }) => row),
        );
      }
    } catch (error) {
      for (const { reject } of batch) reject(asUncommitted(error));
    }
  }
}

/** Returns the process's cache. */
export function keyCache(): KeyCache {
  return processSingleton('key-cache', () => new KeyCache());
}

/**
 * Returns the cache key of a credential. It holds only a hash of a secret, so that memory has none in the clear; a plain
 * hash, which is four times faster than the peppered one. A hit proves the whole credential of an auth or Basic key.
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

/** Auth and Basic secrets are found by digest: an index scan, no comparison byte by byte. */
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

function matches(key: CachedKey, credential: Credential): boolean {
  if (key.type !== credential.kind) return false;
  return credential.kind !== 'basic' || key.keyId === credential.keyId;
}
