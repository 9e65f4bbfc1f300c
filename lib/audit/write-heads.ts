import fs from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { lowestIdAt } from '../base/ids';
import { pool } from '../database/db';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import { currentAuditKey } from './audit-keys';
import { type SignedHeads, signHeads } from './signed-heads';

/** Events have the id of their beginning; a transaction that takes longer commits them later. */
const OVERLAP_MS = 60_000;
/** At the start of a process: events of others that ended before they wrote their heads. */
const FIRST_LOOK_BACK_MS = 3_600_000;
const HEADS_PER_LINE = 500;
const KNOWN_CHAINS = 10_000;

/** Returns the file of signed heads of an installation with its own data folder. */
export function headsFile(dataDir: string): string {
  return path.join(dataDir, 'audit-heads.jsonl');
}

/**
 * Writes the heads of chains that have new events to the log and, in the role `all`, to the file of the data folder: a copy
 * that the database's password does not reach.
 */
export class HeadsWriter {
  readonly #written = new LRUCache<string, bigint>({ max: KNOWN_CHAINS });
  #sinceMs = Date.now() - FIRST_LOOK_BACK_MS;

  /** Writes what is new. Returns the number of heads written. */
  async write(now = new Date()): Promise<number> {
    const heads = (await newestHeads(new Date(this.#sinceMs))).filter(
      ({ chain, seq }) => this.#written.get(chain) !== seq,
    );
    for (let from = 0; from < heads.length; from += HEADS_PER_LINE) {
      await append(signHeads(heads.slice(from, from + HEADS_PER_LINE), now, currentAuditKey()));
    }
    for (const { chain, seq } of heads) this.#written.set(chain, seq);
    this.#sinceMs = now.getTime() - OVERLAP_MS;
    return heads.length;
  }
}

async function newestHeads(since: Date) {
  const { rows } = await pool().query<{ chain: string; seq: string; hash: string }>(
    `SELECT DISTINCT ON (chain) chain, seq, encode(hash, 'hex') AS hash FROM audit_event
     WHERE id >= $1 ORDER BY chain, seq DESC`,
    [lowestIdAt(since)],
  );
  return rows.map(({ chain, seq, hash }) => ({ chain, seq: BigInt(seq), hash }));
}

async function append(auditHeads: SignedHeads): Promise<void> {
  logger().info({ auditHeads }, 'heads of the audit log');
  const { POSTERN_ROLE, POSTERN_DATA_DIR } = env();
  if (POSTERN_ROLE !== 'all') return;
  // The first line break ends a line that a crash has cut off.
  await fs.appendFile(headsFile(POSTERN_DATA_DIR), `\n${JSON.stringify(auditHeads)}\n`, { mode: 0o600, flush: true });
}
