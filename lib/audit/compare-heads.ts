import fs from 'node:fs';
import readline from 'node:readline';
import { chunks } from '../base/chunks';
import type { Transaction } from '../database/db';
import { type ChainHead, parseHeadsLine } from './signed-heads';

const BATCH = 1_000;

/** What a file of signed heads shows. */
export type HeadsComparison = {
  file: string;
  heads: number;
  /** Time of the last signed heads. Events after it are not covered. */
  until: Date | null;
  /** Numbers of lines that are not signed with a key of this installation. */
  unsignedLines: number[];
  /** Events that stood in the log and are missing or have another hash now. */
  rewritten: { chain: string; seq: number; at: Date }[];
};

/** Compares the log with a file of signed heads, line by line: memory use is constant. */
export async function compareHeads(
  tx: Transaction,
  file: string,
  keys: ReadonlyMap<string, Buffer>,
): Promise<HeadsComparison> {
  const result: HeadsComparison = { file, heads: 0, until: null, unsignedLines: [], rewritten: [] };
  const lines = readline.createInterface({ input: fs.createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of lines) {
    number++;
    const line = parseHeadsLine(text, keys);
    if (!line) continue;
    if (!line.isAuthentic) {
      result.unsignedLines.push(number);
      continue;
    }
    result.heads += line.heads.length;
    if (!result.until || line.at > result.until) result.until = line.at;
    for (const batch of chunks(line.heads, BATCH)) {
      const changed = await changedHeads(tx, batch);
      result.rewritten.push(...changed.map(({ chain, seq }) => ({ chain, seq: Number(seq), at: line.at })));
    }
  }
  return result;
}

function changedHeads(tx: Transaction, heads: readonly ChainHead[]): Promise<{ chain: string; seq: bigint }[]> {
  const chainsOf = heads.map(({ chain }) => chain);
  const seqs = heads.map(({ seq }) => seq);
  const hashes = heads.map(({ hash }) => hash);
  return tx.$queryRaw`
    SELECT signed.chain, signed.seq
    FROM unnest(${chainsOf}::uuid[], ${seqs}::bigint[], ${hashes}::text[]) AS signed(chain, seq, hash)
    LEFT JOIN audit_event e ON e.chain = signed.chain AND e.seq = signed.seq
    WHERE encode(e.hash, 'hex') IS DISTINCT FROM signed.hash`;
}
