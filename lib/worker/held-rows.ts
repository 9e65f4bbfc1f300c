import { SUSPECT_AFTER } from '../queue/claim-limits';
import type { ClaimedRow, HeldReport, ReturnedRow } from '../webhooks/queue';
import type { AttemptResult, FinishedRows } from '../webhooks/settle';

type Held = {
  row: ClaimedRow;
  /** Reports that were read and have no recorded result, those given back not counted. */
  open: number;
  unsent: string[];
  sinceMs: number;
};

/** The rows of the report queue that a worker has leased, until all reports that it read of them have results. */
export class HeldRows {
  private readonly rows = new Map<string, Held>();

  get ids(): string[] {
    return [...this.rows.keys()];
  }

  get size(): number {
    return this.rows.size;
  }

  /** Whether one is held that workers died with. */
  get hasSuspect(): boolean {
    return [...this.rows.values()].some(({ row }) => row.lostClaims >= SUSPECT_AFTER);
  }

  add(rows: readonly ClaimedRow[]): void {
    for (const row of rows)
      this.rows.set(row.id, { row, open: row.reports.length, unsent: [], sinceMs: performance.now() });
  }

  /** Milliseconds since a row is held; 0 when it is not. */
  heldForMs(rowId: string): number {
    const held = this.rows.get(rowId);
    return held ? performance.now() - held.sinceMs : 0;
  }

  /** Which rows end when `results` are written. */
  finishedBy(results: readonly AttemptResult[]): FinishedRows {
    const ended = [...countByRow(results)].flatMap(([id, count]) => {
      const held = this.rows.get(id);
      return held && held.open <= count ? [held] : [];
    });
    return {
      done: ended.filter(isDone).map(({ row }) => row.id),
      rest: ended.filter((held) => !isDone(held)).map(rest),
    };
  }

  /** Takes note that `results` are written. Returns rows that ended meanwhile, since the rest of them was given back. */
  written(results: readonly AttemptResult[], { done, rest: returned }: FinishedRows): ReturnedRow[] {
    for (const id of [...done, ...returned.map(({ id }) => id)]) this.rows.delete(id);
    return this.lower(countByRow(results));
  }

  /** Takes note that reports are not sent. Returns the rows of which none is under way. */
  giveBack(reports: readonly HeldReport[]): ReturnedRow[] {
    for (const { rowId, id } of reports) this.rows.get(rowId)?.unsent.push(id);
    return this.lower(countByRow(reports));
  }

  /** Leaves a row to its lease, since the result of one of its reports cannot be written. */
  abandon(rowId: string): void {
    this.rows.delete(rowId);
  }

  private lower(counts: ReadonlyMap<string, number>): ReturnedRow[] {
    return [...counts].flatMap(([id, count]) => {
      const held = this.rows.get(id);
      if (!held) return [];
      held.open -= count;
      if (held.open > 0) return [];
      this.rows.delete(id);
      return [rest(held)];
    });
  }
}

function countByRow(items: readonly { rowId: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rowId } of items) counts.set(rowId, (counts.get(rowId) ?? 0) + 1);
  return counts;
}

function isDone({ row, unsent }: Held): boolean {
  return unsent.length === 0 && row.read >= row.size;
}

function rest({ row, unsent }: Held): ReturnedRow {
  const { id, host, runAt, read } = row;
  return { id, host, runAt, read, unsent };
}
