import type { Actor } from '../auth/actor';
import { requireOperator } from '../auth/permissions';
import { db } from '../db';

const PAGE = 20_000;
/** Bad events that are named; the rest is counted. */
const NAMED = 20;

/** An event that is not as it was written, or that does not follow from the one before it. */
export type BrokenEvent = {
  /** The account, or the nil UUID for the installation. */
  chain: string;
  seq: number;
  /** Null where the event is missing. */
  id: string | null;
  fault: 'changed' | 'missing' | 'misplaced';
};

export type AuditVerdict = { chains: number; events: number; faults: number; broken: BrokenEvent[] };

type Head = { chain: string; seq: bigint | null; hash: Uint8Array | null };
type Page = { events: number; seq: bigint | null; hash: Uint8Array | null; faults: Fault[] };
type Fault = Pick<BrokenEvent, 'id' | 'fault'> & { seq: number };

/**
 * Reads the whole audit log and says whether each event is as it was written and follows from the one before: whoever
 * changed, took out or put in one would have had to write every later one of its chain anew. Flat memory: the database
 * does the sums, 20,000 events at a time. Operators only.
 */
export async function verifyAudit(actor: Actor): Promise<AuditVerdict> {
  requireOperator(actor);
  const heads = await db().$queryRaw<Head[]>`
    SELECT chain, h.seq, h.hash FROM audit_head h
    FULL JOIN (SELECT DISTINCT chain FROM audit_event) e USING (chain) ORDER BY chain`;
  const verdict: AuditVerdict = { chains: heads.length, events: 0, faults: 0, broken: [] };
  for (const head of heads) await verifyChain(head, verdict);
  return verdict;
}

async function verifyChain(head: Head, verdict: AuditVerdict): Promise<void> {
  const { chain } = head;
  let last: { seq: bigint; hash: Uint8Array } = { seq: 0n, hash: new Uint8Array() };
  for (;;) {
    const [page] = await pageOf(chain, last);
    if (!page || page.events === 0 || page.seq === null || page.hash === null) break;
    verdict.events += page.events;
    for (const fault of page.faults) note(verdict, { chain, ...fault });
    last = { seq: page.seq, hash: page.hash };
  }
  // Events taken off the end leave a head that nothing leads to.
  if (head.seq !== last.seq || Buffer.compare(head.hash ?? Buffer.alloc(0), last.hash) !== 0) {
    note(verdict, { chain, seq: Number(head.seq ?? last.seq + 1n), id: null, fault: 'missing' });
  }
}

function note(verdict: AuditVerdict, fault: BrokenEvent): void {
  verdict.faults++;
  if (verdict.broken.length < NAMED) verdict.broken.push(fault);
}

function pageOf(chain: string, last: { seq: bigint; hash: Uint8Array }): Promise<Page[]> {
  return db().$queryRaw<Page[]>`
    WITH page AS (
      SELECT e.id, e.seq, e.hash, e.prev_hash, audit_event_hash(e) AS computed,
             lag(e.seq, 1, ${last.seq}::bigint) OVER w AS seq_before, lag(e.hash, 1, ${Buffer.from(last.hash)}::bytea) OVER w AS hash_before
      FROM (SELECT * FROM audit_event WHERE chain = ${chain}::uuid AND seq > ${last.seq}::bigint ORDER BY seq LIMIT ${PAGE}) e
      WINDOW w AS (ORDER BY e.seq)
    ), judged AS (
      SELECT id, seq, hash, CASE
        WHEN hash IS DISTINCT FROM computed THEN 'changed'
        WHEN seq <> seq_before + 1 THEN 'missing'
        WHEN prev_hash IS DISTINCT FROM hash_before THEN 'misplaced'
      END AS fault, seq_before FROM page
    )
    SELECT count(*)::int AS events, max(seq) AS seq, (array_agg(hash ORDER BY seq DESC))[1] AS hash,
           coalesce(json_agg(json_build_object(
             'seq', CASE fault WHEN 'missing' THEN seq_before + 1 ELSE seq END,
             'id', CASE fault WHEN 'missing' THEN NULL ELSE id END, 'fault', fault) ORDER BY seq)
             FILTER (WHERE fault IS NOT NULL), '[]') AS faults
    FROM judged`;
}
