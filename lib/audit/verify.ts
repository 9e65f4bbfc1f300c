import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import { longDb, Prisma, type Transaction } from '../database/db';

const PAGE = 20_000;
/** Broken events that are listed; the rest are only counted. */
const MAX_LISTED = 100;
const TIMEOUT_MS = 30 * 60_000;
const LOWEST_SEQ = -(2n ** 63n);

/** An event that was changed after it was written, or that does not follow from the one before it. */
export type BrokenEvent = {
  /** The account, or the nil UUID for the installation. */
  chain: string;
  seq: number;
  /** Null where the event is missing. */
  id: string | null;
  fault: 'changed' | 'missing' | 'misplaced';
};

export type AuditVerdict = {
  events: number;
  faults: number;
  broken: BrokenEvent[];
  /** The end of each chain. A copy stored elsewhere detects later that a whole chain was rewritten. */
  heads: { chain: string; seq: number; hash: string }[];
};

type Head = { chain: string; seq: bigint | null; hash: Uint8Array | null };
type Page = { events: number; seq: bigint | null; hash: Uint8Array | null; faults: Fault[] };
type Fault = Pick<BrokenEvent, 'id' | 'fault'> & { seq: number };

/**
 * Verifies that each audit event is as it was written and follows from the one before: to hide that an event was changed,
 * removed or inserted, every later event of its chain must be rewritten too. Reads one snapshot of the log. Memory use is
 * constant, as the database computes the hashes, 20,000 events at a time. Operators only.
 */
export async function verifyAudit(actor: Actor): Promise<AuditVerdict> {
  requireOperator(actor);
  return longDb().$transaction(
    async (tx) => {
      // The first event of an account is its creation, so an account without events has lost them.
      const heads = await tx.$queryRaw<Head[]>`
        SELECT chain, h.seq, h.hash FROM audit_head h
        FULL JOIN (SELECT id AS chain FROM account UNION SELECT DISTINCT chain FROM audit_event) e USING (chain)
        ORDER BY chain`;
      const verdict: AuditVerdict = { events: 0, faults: 0, broken: [], heads: [] };
      for (const head of heads) await verifyChain(tx, head, verdict);
      return verdict;
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead, timeout: TIMEOUT_MS },
  );
}

async function verifyChain(tx: Transaction, head: Head, verdict: AuditVerdict): Promise<void> {
  const { chain } = head;
  let last = { seq: 0n, hash: new Uint8Array() as Uint8Array };
  for (let from = LOWEST_SEQ; ; from = last.seq) {
    const [page] = await pageOf(tx, chain, from, last);
    if (!page || page.seq === null || page.hash === null) break;
    verdict.events += page.events;
    for (const fault of page.faults) addFault(verdict, { chain, ...fault });
    last = { seq: page.seq, hash: page.hash };
  }
  // Events removed from the end leave a head that no event leads to; all removed with their head leave only the account.
  const complete = head.seq === last.seq && head.hash !== null && Buffer.compare(head.hash, last.hash) === 0;
  if (!complete) addFault(verdict, { chain, seq: Number(head.seq ?? last.seq + 1n), id: null, fault: 'missing' });
  verdict.heads.push({ chain, seq: Number(last.seq), hash: Buffer.from(last.hash).toString('hex') });
}

function addFault(verdict: AuditVerdict, fault: BrokenEvent): void {
  verdict.faults++;
  if (verdict.broken.length < MAX_LISTED) verdict.broken.push(fault);
}

/** The same hash as the migration's trigger. Not a function of the database: that could be replaced along with the log. */
const COMPUTED = Prisma.sql`sha256(convert_to(jsonb_build_array(
  encode(e.prev_hash, 'hex'), e.chain, e.seq, e.id, e.account_id,
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  e.actor_kind, e.actor_id, e.actor_name, e.ip, e.action, e.target_kind, e.target_id, e.detail)::text, 'UTF8'))`;

function pageOf(
  tx: Transaction,
  chain: string,
  from: bigint,
  last: { seq: bigint; hash: Uint8Array },
): Promise<Page[]> {
  return tx.$queryRaw<Page[]>`
    WITH page AS (
      SELECT e.id, e.seq, e.hash, e.prev_hash, ${COMPUTED} AS computed,
             e.chain IS DISTINCT FROM coalesce(e.account_id, '00000000-0000-0000-0000-000000000000'::uuid) AS wrong_chain,
             lag(e.seq, 1, ${last.seq}::bigint) OVER w AS seq_before,
             lag(e.hash, 1, ${Buffer.from(last.hash)}::bytea) OVER w AS hash_before
      FROM (SELECT * FROM audit_event WHERE chain = ${chain}::uuid AND seq > ${from}::bigint ORDER BY seq LIMIT ${PAGE}) e
      WINDOW w AS (ORDER BY e.seq)
    ), checked AS (
      SELECT id, seq, hash, seq_before, CASE
        WHEN hash IS DISTINCT FROM computed THEN 'changed'
        WHEN wrong_chain OR seq < 1 THEN 'misplaced'
        WHEN seq <> greatest(seq_before, 0) + 1 THEN 'missing'
        WHEN prev_hash IS DISTINCT FROM hash_before THEN 'misplaced'
      END AS fault FROM page
    )
    SELECT count(*)::int AS events, max(seq) AS seq, (array_agg(hash ORDER BY seq DESC))[1] AS hash,
           coalesce(json_agg(json_build_object(
             'seq', CASE fault WHEN 'missing' THEN greatest(seq_before, 0) + 1 ELSE seq END,
             'id', CASE fault WHEN 'missing' THEN NULL ELSE id END, 'fault', fault) ORDER BY seq)
             FILTER (WHERE fault IS NOT NULL), '[]') AS faults
    FROM checked`;
}
