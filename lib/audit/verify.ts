import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { longDb, Prisma, type Transaction } from '../database/db';
import { loadAuditKeys } from './audit-keys';
import { compareHeads, type HeadsComparison } from './compare-heads';
import { type ChainedEvent, eventHash, INSTALLATION_CHAIN } from './event-hash';

const PAGE = 2_000;
/** Broken events that are listed; the rest are only counted. */
const MAX_LISTED = 100;
const TIMEOUT_MS = 30 * 60_000;
const LOWEST_SEQ = -(2n ** 63n);

/**
 * An event that was changed after it was written, that does not follow from the one before it, or that was not recorded by
 * Postern: `unsigned` has no hash of the key where it must have one, `unverifiable` names a key that is not configured.
 */
export type BrokenEvent = {
  /** The account, or the nil UUID for the installation. */
  chain: string;
  seq: number;
  /** Null where the event is missing. */
  id: string | null;
  fault: 'changed' | 'missing' | 'misplaced' | 'unsigned' | 'unverifiable';
};

export type AuditVerdict = {
  events: number;
  faults: number;
  broken: BrokenEvent[];
  /** The end of each chain. */
  heads: { chain: string; seq: number; hash: string }[];
  /** The files of signed heads that the log was compared with. Their findings count as faults. */
  compared: HeadsComparison[];
};

type Head = { chain: string; seq: bigint | null; hash: Uint8Array | null };
type Row = ChainedEvent & { hash: Uint8Array; keyId: string | null; unkeyedHash: Uint8Array | null };
/** The event before, and whether an event with the key has come. */
type Position = { seq: bigint; hash: Uint8Array; id: string | null; isSigned: boolean };

/**
 * Verifies that each audit event is as it was written and follows from the one before, and that the log still contains the
 * heads in `headsFiles`. Without those, events removed from the end of a chain together with its head go unnoticed. Reads one
 * snapshot of the log; memory use is constant. Operators only.
 */
export async function verifyAudit(actor: Actor, headsFiles: readonly string[] = []): Promise<AuditVerdict> {
  requireOperator(actor);
  const keys = await loadAuditKeys();
  return longDb().$transaction(
    async (tx) => {
      // The first event of an account is its creation, so an account without events has lost them.
      const heads = await tx.$queryRaw<Head[]>`
        SELECT chain, h.seq, h.hash FROM audit_head h
        FULL JOIN (SELECT id AS chain FROM account UNION SELECT DISTINCT chain FROM audit_event) e USING (chain)
        ORDER BY chain`;
      const verdict: AuditVerdict = { events: 0, faults: 0, broken: [], heads: [], compared: [] };
      for (const head of heads) await verifyChain(tx, head, keys, verdict);
      for (const file of headsFiles) {
        const comparison = await compareHeads(tx, file, keys);
        verdict.compared.push(comparison);
        verdict.faults += comparison.rewritten.length + comparison.unsignedLines.length;
      }
      return verdict;
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead, timeout: TIMEOUT_MS },
  );
}

async function verifyChain(
  tx: Transaction,
  head: Head,
  keys: ReadonlyMap<string, Buffer>,
  verdict: AuditVerdict,
): Promise<void> {
  const { chain } = head;
  let last: Position = { seq: 0n, hash: new Uint8Array(), id: null, isSigned: false };
  for (let from = LOWEST_SEQ; ; from = last.seq) {
    const page = await pageOf(tx, chain, from);
    if (page.length === 0) break;
    verdict.events += page.length;
    for (const row of page) {
      const fault = faultOf(row, last, keys);
      if (fault) addFault(verdict, { chain, ...fault });
      last = { seq: row.seq, hash: row.hash, id: row.id, isSigned: last.isSigned || row.keyId !== null };
    }
  }
  // Events removed from the end leave a head that no event leads to; all removed with their head leave only the account.
  const complete = head.seq === last.seq && head.hash !== null && Buffer.compare(head.hash, last.hash) === 0;
  if (!complete) addFault(verdict, { chain, seq: Number(head.seq ?? last.seq + 1n), id: null, fault: 'missing' });
  // Every chain of an earlier version was signed at the update (sign-chains.ts).
  else if (!last.isSigned) addFault(verdict, { chain, seq: Number(last.seq), id: last.id, fault: 'unsigned' });
  verdict.heads.push({ chain, seq: Number(last.seq), hash: Buffer.from(last.hash).toString('hex') });
}

type Fault = Pick<BrokenEvent, 'seq' | 'id' | 'fault'>;

function faultOf(row: Row, last: Position, keys: ReadonlyMap<string, Buffer>): Fault | null {
  const at = (fault: BrokenEvent['fault']) => ({ seq: Number(row.seq), id: row.id, fault });
  if (row.seq < 1n || row.chain !== (row.accountId ?? INSTALLATION_CHAIN)) return at('misplaced');
  const hashFault = hashFaultOf(row, last, keys);
  if (hashFault) return at(hashFault);
  const next = (last.seq > 0n ? last.seq : 0n) + 1n;
  if (row.seq !== next) return { seq: Number(next), id: null, fault: 'missing' };
  return Buffer.compare(row.prevHash, last.hash) === 0 ? null : at('misplaced');
}

function hashFaultOf(row: Row, last: Position, keys: ReadonlyMap<string, Buffer>): BrokenEvent['fault'] | null {
  if (row.keyId === null && last.isSigned) return 'unsigned';
  const key = row.keyId === null ? null : keys.get(row.keyId);
  if (key === undefined) return 'unverifiable';
  const expected = key ? eventHash(row, key) : row.unkeyedHash;
  return expected && Buffer.compare(row.hash, expected) === 0 ? null : 'changed';
}

function addFault(verdict: AuditVerdict, fault: BrokenEvent): void {
  verdict.faults++;
  if (verdict.broken.length < MAX_LISTED) verdict.broken.push(fault);
}

/** The hash of events of earlier versions. Not a function of the database: that could be replaced along with the log. */
const UNKEYED = Prisma.sql`CASE WHEN e.key_id IS NULL THEN sha256(convert_to(jsonb_build_array(
  encode(e.prev_hash, 'hex'), e.chain, e.seq, e.id, e.account_id,
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  e.actor_kind, e.actor_id, e.actor_name, e.ip, e.action, e.target_kind, e.target_id, e.detail)::text, 'UTF8')) END`;

function pageOf(tx: Transaction, chain: string, from: bigint): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    SELECT e.id, e.chain, e.seq, e.hash, e.prev_hash AS "prevHash", e.key_id AS "keyId", e.account_id AS "accountId", e.at,
           e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.actor_name AS "actorName", e.ip, e.action,
           e.target_kind AS "targetKind", e.target_id AS "targetId", e.detail, ${UNKEYED} AS "unkeyedHash"
    FROM audit_event e WHERE e.chain = ${chain}::uuid AND e.seq > ${from}::bigint ORDER BY e.seq LIMIT ${PAGE}`;
}
