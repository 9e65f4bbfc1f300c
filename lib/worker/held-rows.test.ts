import { describe, expect, it } from 'vitest';
import type { ClaimedRow, HeldReport } from '../webhooks/queue';
import type { AttemptResult } from '../webhooks/settle';
import { HeldRows } from './held-rows';

const report = (rowId: string, n: number): HeldReport => ({
  ...{
    id: `${rowId}-${n}`,
    rowId,
    url: '',
    body: '',
    accountId: 'a',
    apiKeyId: '',
    endpointId: null,
    webhookSecret: '',
    attempt: 1,
  },
});

function row(id: string, count: number, overrides: Partial<ClaimedRow> = {}): ClaimedRow {
  const reports = Array.from({ length: count }, (_, n) => report(id, n));
  return {
    ...{ id, host: 'h', runAt: new Date(0), isRecent: false, lostClaims: 0, reports, read: count, size: count },
    ...overrides,
  };
}

const resultOf = ({ id, rowId }: HeldReport): AttemptResult => ({
  ...{ reportId: id, accountId: 'a', rowId, attempt: 1, httpStatus: 200, error: null, response: null, durationMs: 1 },
  ...{ state: 'delivered', retryMs: 0 },
});

function held(...rows: ClaimedRow[]): HeldRows {
  const all = new HeldRows();
  all.add(rows);
  return all;
}

describe('HeldRows', () => {
  it('ends a row with the last result of its reports, for any batches of them', () => {
    const [a, b] = [row('1', 3), row('2', 1)];
    const rows = held(a, b);
    const first = [...a.reports.slice(0, 2), ...b.reports].map(resultOf);
    expect(rows.finishedBy(first)).toEqual({ done: ['2'], rest: [] });
    expect(rows.written(first, rows.finishedBy(first))).toEqual([]);
    expect(rows.ids).toEqual(['1']);
    const last = a.reports.slice(2).map(resultOf);
    expect(rows.finishedBy(last)).toEqual({ done: ['1'], rest: [] });
    rows.written(last, rows.finishedBy(last));
    expect(rows.ids).toEqual([]);
  });

  it('returns what was not read with the last result', () => {
    const a = row('1', 2, { size: 10 });
    const rows = held(a);
    expect(rows.finishedBy(a.reports.map(resultOf))).toMatchObject({
      done: [],
      rest: [{ id: '1', read: 2, unsent: [] }],
    });
  });

  it('returns what is not sent: at once when nothing else is under way, otherwise with the last result', () => {
    const [a, b] = [row('1', 2), row('2', 2)];
    const rows = held(a, b);
    const [sent, unsent] = a.reports as [HeldReport, HeldReport];
    const returned = rows.giveBack([unsent, ...b.reports]);
    expect(returned).toMatchObject([{ id: '2', unsent: ['2-0', '2-1'] }]);
    expect(rows.ids).toEqual(['1']);
    expect(rows.finishedBy([resultOf(sent)])).toMatchObject({ done: [], rest: [{ id: '1', unsent: ['1-1'] }] });
  });

  it('returns what was given back while the results of the others were being written', () => {
    const a = row('1', 2);
    const rows = held(a);
    const [sent, unsent] = a.reports as [HeldReport, HeldReport];
    const finished = rows.finishedBy([resultOf(sent)]);
    expect(finished).toEqual({ done: [], rest: [] });
    expect(rows.giveBack([unsent])).toEqual([]);
    expect(rows.written([resultOf(sent)], finished)).toMatchObject([{ id: '1', unsent: ['1-1'] }]);
    expect(rows.ids).toEqual([]);
  });

  it('knows whether it has a row that workers died with', () => {
    expect(held(row('1', 1, { lostClaims: 2 })).hasSuspect).toBe(false);
    expect(held(row('1', 1, { lostClaims: 3 })).hasSuspect).toBe(true);
  });
});
