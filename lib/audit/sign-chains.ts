import fs from 'node:fs';
import type { SystemActor } from '../access/actor';
import { db, pool } from '../database/db';
import { env } from '../runtime/env';
import { INSTALLATION_CHAIN } from './event-hash';
import { recordEvent } from './record-event';
import { headsFile } from './write-heads';

const DONE = 'audit_log_signed';

/**
 * Appends a signed event to each chain whose last event is of a version without the key: from then on the events before it
 * cannot be rewritten. Once for each installation, because it would otherwise sign what was rewritten meanwhile. Returns the
 * number of chains.
 */
export async function signChains(): Promise<number> {
  const { POSTERN_ROLE, POSTERN_DATA_DIR } = env();
  if (POSTERN_ROLE === 'all' && fs.existsSync(headsFile(POSTERN_DATA_DIR))) return 0;
  const { rowCount } = await pool().query(
    'INSERT INTO installation (name, value) VALUES ($1, now()) ON CONFLICT DO NOTHING',
    [DONE],
  );
  if (!rowCount) return 0;
  const { rows } = await pool().query<{ chain: string }>(
    `SELECT h.chain FROM audit_head h JOIN audit_event e ON e.chain = h.chain AND e.seq = h.seq WHERE e.key_id IS NULL`,
  );
  for (const { chain } of rows) {
    const accountId = chain === INSTALLATION_CHAIN ? null : chain;
    const actor: SystemActor = { kind: 'system', name: 'update', accountId };
    await db().$transaction((tx) =>
      recordEvent(tx, actor, { action: 'audit.signed', accountId, targetKind: 'account', targetId: chain }),
    );
  }
  return rows.length;
}
