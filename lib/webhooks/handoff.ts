import type { ClaimedRow } from './queue';

/**
 * Hands reports of one transaction to the worker that inserts them: their rows of the queue are born leased to it, and after
 * COMMIT it sends them without claiming or reading them.
 */
export type Handoff = {
  worker: string;
  /** Reserves room for reports of a host. Returns for how many of `wanted` there is room. */
  reserve(host: string, wanted: number): number;
  /** Takes over rows whose transaction is committed. */
  take(rows: readonly ClaimedRow[]): void;
  /** Ends what is reserved and was not taken. */
  end(): void;
};

/** Begins a handoff for each transaction. */
export type BeginHandoff = () => Handoff;

/**
 * Runs `write`, a transaction that may insert rows for the handoff, and passes on the rows that it returns as `held`. A
 * transaction that fails hands over nothing. If its COMMIT did succeed, its rows are due again when their leases end.
 */
export async function handingOver<T extends { held: readonly ClaimedRow[] }>(
  begin: BeginHandoff | undefined,
  write: (handoff: Handoff | undefined) => Promise<T>,
): Promise<T> {
  const handoff = begin?.();
  try {
    const result = await write(handoff);
    handoff?.take(result.held);
    return result;
  } finally {
    handoff?.end();
  }
}
