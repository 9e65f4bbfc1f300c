import { groupBy } from '../base/group-by';

/** Position in a lane of a queue: rows before it were claimed, or have an owner, and are not read again for a while. */
export type Position = { runAt: Date; id: string };

/** A claimed row. `isRecent`: whether `RECENT` has not passed since its `run_at`. */
export type ClaimedAt = Position & { isRecent: boolean };

/** Rows with an earlier `run_at` can still be committed for this long, by transactions that began before. */
const RECENT_MS = 2_000;
/** The same in SQL. */
export const RECENT = `interval '${RECENT_MS} milliseconds'`;

/** Queues are read from their beginning this often: for leases that are over, and commits that took longer than `RECENT_MS`. */
const REREAD_MS = 5_000;
/** Reading from the beginning takes at most a twentieth of the time, however many deleted rows vacuum cannot remove. */
const INTERVAL_PER_DURATION = 20;

export function comparePositions(a: Position, b: Position): number {
  return a.runAt.getTime() - b.runAt.getTime() || Number(BigInt(a.id) - BigInt(b.id));
}

/** The position after claimed rows, as far back as rows can still be inserted before them; null without rows. */
export function positionAfter(rows: readonly ClaimedAt[], recentMs = RECENT_MS): Position | null {
  const last = rows.toSorted(comparePositions).at(-1);
  if (!last) return null;
  const { id, runAt, isRecent } = last;
  return isRecent ? { runAt: new Date(runAt.getTime() - recentMs), id: '0' } : { runAt, id };
}

/** Where a claim begins to read a lane; null for its beginning. */
export type Since<Lane> = (lane: Lane) => Position | null;

/**
 * Where one worker has come to in each lane of a queue. Index entries of deleted rows remain until vacuum removes them, which
 * it cannot while any transaction stays open: without a position, every claim reads all of them again.
 */
export class Positions<Lane> {
  private readonly lanes = new Map<Lane, Position>();
  private rereadAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Claims with `read`, from the positions or, every few seconds, from the beginning, and moves the positions. */
  async claim<Row extends ClaimedAt>(
    read: (since: Since<Lane>) => Promise<Row[]>,
    laneOf: (row: Row) => Lane,
  ): Promise<Row[]> {
    const startedMs = this.now();
    const isReread = startedMs >= this.rereadAtMs;
    const rows = await read(isReread ? () => null : (lane) => this.lanes.get(lane) ?? null);
    const endedMs = this.now();
    if (isReread) this.rereadAtMs = endedMs + Math.max(REREAD_MS, INTERVAL_PER_DURATION * (endedMs - startedMs));
    for (const [lane, claimed] of groupBy(rows, laneOf)) {
      const position = positionAfter(claimed);
      if (position) this.lanes.set(lane, position);
    }
    return rows;
  }

  /** Where the next read of a lane begins that is not one from the beginning. */
  since(lane: Lane): Position | null {
    return this.lanes.get(lane) ?? null;
  }
}
